#!/bin/sh
# The programs the tests drive: a browser, LibreOffice with its Python bridge, a PDF reader, Java for ODK Validate.
# Installed when they are missing and this machine lets us; otherwise named, so that a person can install them.
set -eu
need=""
command -v chromium >/dev/null 2>&1 || need="$need chromium"
command -v soffice >/dev/null 2>&1 || need="$need libreoffice-calc-nogui libreoffice-writer-nogui"
[ -e /usr/lib/python3/dist-packages/uno.py ] || need="$need python3-uno"
command -v pdftoppm >/dev/null 2>&1 || need="$need poppler-utils"
command -v rsvg-convert >/dev/null 2>&1 || need="$need librsvg2-bin"
command -v java >/dev/null 2>&1 || need="$need default-jre-headless"
command -v npm >/dev/null 2>&1 || need="$need nodejs npm"
[ -z "$need" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $need >/dev/null
else
    echo "The tests drive programs that are not here. Please install:$need" >&2
    exit 1
fi
