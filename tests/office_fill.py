"""Fills a workbook in a real LibreOffice, as a person does: type into cells that are not locked, save as.

Run by the system's Python, which has ``uno``:

    /usr/bin/python3 tests/office_fill.py BLANK.xlsx TYPED.json FOLDER [xlsx xls ods csv]

TYPED.json is a list of [sheet, cell, text]. FOLDER gets ``filled.<format>``, and for csv ``filled-<sheet>.csv`` of
every sheet. Prints the files written, one a line.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException

FILTERS = {
    "xlsx": ("Calc MS Excel 2007 XML", ""),
    "xls": ("MS Excel 97", ""),
    "ods": ("calc8", ""),
    "csv": ("Text - txt - csv (StarCalc)", "44,34,76,1,,0,false,true,false,false,false,-1"),
}
"""Filter and options; for csv: comma, quotation mark, UTF-8, as shown, every sheet in a file of its own."""

PATIENCE = 60
SILENT = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def main(blank: str, typed: str, folder: str, *formats: str) -> None:
    with tempfile.TemporaryDirectory() as profile:
        pipe = f"fill{time.time_ns()}"
        own = ["soffice", f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore"]
        # A fresh profile makes the office start twice; whoever has connected in between is cut off.
        subprocess.run([*own, "--terminate_after_init"], check=True, timeout=PATIENCE, **SILENT)
        office = subprocess.Popen([*own, f"--accept=pipe,name={pipe};urp;"], start_new_session=True, **SILENT)
        try:
            context = connected(pipe)
            own_copy = shutil.copy(blank, Path(profile) / Path(blank).name)  # no lock of anybody else's on it
            fill(context, Path(own_copy), json.loads(Path(typed).read_text()), Path(folder), formats or tuple(FILTERS))
            ended(context)
            office.wait(PATIENCE)
        finally:
            if office.poll() is None:
                os.killpg(office.pid, signal.SIGKILL)


def connected(pipe: str):
    resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.2)


def ended(context) -> None:
    try:
        service(context, "com.sun.star.frame.Desktop").terminate()
    except DisposedException:
        return  # the bridge goes down with the office


def service(context, name: str):
    return context.ServiceManager.createInstanceWithContext(name, context)


def having(**properties: object) -> tuple:
    return tuple(PropertyValue(Name=name, Value=value) for name, value in properties.items())


def fill(context, blank: Path, typed: list, folder: Path, formats: tuple) -> None:
    desktop = service(context, "com.sun.star.frame.Desktop")
    # A window that can be seen, and its blinking cursor, bring LibreOffice 7.4 down where there is no screen.
    document = desktop.loadComponentFromURL(blank.resolve().as_uri(), "_blank", 0, having(Hidden=True))
    for sheet, cell, text in typed:
        place = document.Sheets.getByName(sheet).getCellRangeByName(cell)
        if place.CellProtection.IsLocked:
            raise PermissionError(f"{sheet} {cell} is locked: a person could not have written there")
        shown_as = place.NumberFormat
        place.FormulaLocal = text  # as typed: read as a day, a number or a formula where it looks like one
        place.NumberFormat = shown_as  # which typing leaves alone, and this way of typing does not
    folder.mkdir(parents=True, exist_ok=True)
    for kind in formats:
        name, options = FILTERS[kind]
        target = folder / f"filled.{kind}"
        document.storeToURL(target.resolve().as_uri(), having(FilterName=name, FilterOptions=options))
        written = sorted(folder.glob("filled-*.csv")) if kind == "csv" else [target]
        print(*written, sep="\n", flush=True)
    document.close(True)


if __name__ == "__main__":
    main(*sys.argv[1:])
