#!/bin/sh
# zkCli.sh [COMMAND [WORD...]]   asks the server of this pod; without a command it reads commands
# Of what the client logs it shows problems only. -XX:TieredStopAtLevel and the serial collector halve the time until it is there.
set -eu
exec java -Xmx64M -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$(cat /opt/zookeeper/class-path):/opt/zookeeper/client" \
  org.apache.zookeeper.ZooKeeperMain "$@"
