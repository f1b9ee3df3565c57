#!/bin/sh
# s3proxy.sh FOLDER COMMAND…: clears FOLDER of drafts, and becomes S3Proxy.
#
# S3Proxy writes an object as `<key>-<uuid>` and renames it. Killed in between it leaves that file, which is an object
# like any other from then on, often a whole copy of one. No key of tarn's buckets ends so.
x4='[0-9a-f][0-9a-f][0-9a-f][0-9a-f]'
for bucket in raw processed; do
    [ ! -d "$1/$bucket" ] || find "$1/$bucket" -type f ! -name '.mpus-*' -name "*-$x4$x4-$x4-$x4-$x4-$x4$x4$x4" -delete
done
shift
exec "$@"
