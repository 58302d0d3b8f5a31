// Package ext is where other distributions of Traefik extend its configuration; this one does not.
package ext

// HTTP extends the configuration of HTTP by nothing.
type HTTP struct{}

// Router extends that of a router by nothing.
type Router struct{}
