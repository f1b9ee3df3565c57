#!/bin/sh
# Make the image `tarn-base:bookworm` from Debian packages alone, for machines that reach no container registry.
#
#   1. debootstrap a minimal Debian 12 with Python 3.11 into a temporary folder
#   2. give it this machine's extra certificate authorities (a company proxy's, say)
#   3. `docker import` it
#
# Needs root, debootstrap and a running Docker Engine. Does nothing when the image is there; `--force` makes it anew.
set -eu

image=tarn-base:bookworm
suite=bookworm
machine_bundle=${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}

stop() {
    echo "base.sh: $1" >&2
    exit 1
}

[ "$(id -u)" = 0 ] || stop "debootstrap needs root: run this script with sudo"
command -v debootstrap >/dev/null || stop "debootstrap is missing: apt-get install debootstrap"
docker version >/dev/null 2>&1 || stop "no Docker Engine answers: start dockerd"

if [ "${1:-}" != --force ] && docker image inspect "$image" >/dev/null 2>&1; then
    echo "$image is there already (--force makes it anew)"
    exit 0
fi

rootfs=$(mktemp -d "${TMPDIR:-/tmp}/tarn-base.XXXXXX")
trap 'rm -rf "$rootfs"' EXIT
chmod 755 "$rootfs" # mktemp's 0700 would become the mode of the image's /

# 1. Debian. Packages that start a daemon when installed must not do so inside a build.
debootstrap --variant=minbase --include=ca-certificates,python3-venv "$suite" "$rootfs" >"$rootfs.log" 2>&1 ||
    stop "debootstrap failed, its log is $rootfs.log"
rm -f "$rootfs.log"
printf '#!/bin/sh\nexit 101\n' >"$rootfs/usr/sbin/policy-rc.d"
chmod 755 "$rootfs/usr/sbin/policy-rc.d"
echo 'APT::Install-Recommends "false";' >"$rootfs/etc/apt/apt.conf.d/90tarn"

# 2. Certificates this machine trusts and Debian does not, one file each, as update-ca-certificates wants them.
if [ -r "$machine_bundle" ]; then
    python3 - "$machine_bundle" "$rootfs" <<'PYTHON'
import re, sys
from pathlib import Path

bundle, rootfs = Path(sys.argv[1]), Path(sys.argv[2])
pem = re.compile(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.S)
known = set(pem.findall((rootfs / "etc/ssl/certs/ca-certificates.crt").read_text()))
extra = [cert for cert in pem.findall(bundle.read_text()) if cert not in known]
for number, cert in enumerate(extra, start=1):
    (rootfs / f"usr/local/share/ca-certificates/machine-{number}.crt").write_text(cert + "\n")
print(f"certificate authorities of this machine beyond Debian's: {len(extra)}")
PYTHON
    chroot "$rootfs" update-ca-certificates >/dev/null 2>&1 || stop "update-ca-certificates failed"
fi

# 3. Into Docker, without what apt left lying about.
rm -rf "$rootfs"/var/lib/apt/lists/* "$rootfs"/var/cache/apt/archives/*.deb
tar -C "$rootfs" -c . | docker import --change 'ENV LANG=C.UTF-8' --change 'CMD ["/bin/bash"]' - "$image"
