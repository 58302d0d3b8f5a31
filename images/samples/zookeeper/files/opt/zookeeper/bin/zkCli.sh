#!/bin/sh
# zkCli.sh [COMMAND [WORD...]]   asks the server of this pod; without a command it reads commands
# A server that is Ready may still be electing: the first answer is waited for, half a minute at the most. What the client would log of
# that is not shown; that nobody answered is. -XX:TieredStopAtLevel and the serial collector halve the time until it is there.
set -eu
exec java -Xmx64M -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$(cat /opt/zookeeper/class-path):/opt/zookeeper/client" \
  org.apache.zookeeper.ZooKeeperMain -waitforconnection "$@"
