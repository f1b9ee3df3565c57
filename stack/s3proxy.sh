#!/bin/sh
# s3proxy.sh FOLDER COMMAND…: clears FOLDER of what S3Proxy left half done when it was killed, and becomes S3Proxy.
#
# It writes an object as `<key>-<uuid>` and renames it. Killed in between it leaves that file, which is an object like any
# other from then on, often a whole copy of one. Only what tarn and Spark write is looked for: a key of somebody else's may
# end so, as Firehose's do.
#
# An upload in parts is a folder `.mpus-<uuid>-…`, and then a file `.s3proxy-mpu-stub-<uuid>`. Without that file the upload
# is listed, but can be neither completed nor aborted: Spark's S3A, which aborts what is listed, fails at it for ever.
x4='[0-9a-f][0-9a-f][0-9a-f][0-9a-f]'
uuid="$x4$x4-$x4-$x4-$x4-$x4$x4$x4"
for bucket in "$1/raw" "$1/processed"; do
    [ -d "$bucket" ] || continue
    find "$bucket" -type f \( -name "*.gz-$uuid" -o -name "*.parquet-$uuid" -o -name "*.pending-$uuid" \
        -o -name "*.pendingset-$uuid" -o -path "*/.mpus-*-$uuid" -o -name ".s3proxy-mpu-stub-$uuid-$uuid" \) -delete
    for upload in "$bucket"/.mpus-*; do
        id=${upload##*/.mpus-}
        [ -e "$bucket/.s3proxy-mpu-stub-$(printf %.36s "$id")" ] || rm -rf "$upload"
    done
done
shift
exec "$@"
