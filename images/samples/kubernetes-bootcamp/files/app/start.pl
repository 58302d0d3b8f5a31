# Listens at once, and lets server.js answer when it is up: a pod counts as ready as soon as its process runs, and an update must lose no request.
use Socket;
$^F = 9;
socket(my $server, AF_INET6, SOCK_STREAM, 0) or die "socket: $!";
setsockopt($server, SOL_SOCKET, SO_REUSEADDR, 1);
bind($server, pack_sockaddr_in6(8080, "\0" x 16)) or die "port 8080: $!";
listen($server, 128) or die "listen: $!";
$ENV{LISTEN_FD} = fileno($server);
exec('/usr/bin/node', 'server.js') or die "node: $!";
