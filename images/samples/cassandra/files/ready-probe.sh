#!/bin/bash
# Whether the member of the ring in this pod answers clients, which it does when it has joined.
exec 3<> /dev/tcp/127.0.0.1/9042
