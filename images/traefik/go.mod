module flotilla.invalid/traefik

go 1.26.0

require github.com/traefik/traefik/v3 v3.7.13

// A folder of upstream's own tree, which its module leaves out.
replace github.com/traefik/traefik/dynamic/ext => ./ext

// Upstream's, with the file that is here in place of its own.
replace github.com/go-acme/lego/v5 => ./lego

// Those of upstream's go.mod, which count in a main module only; of the first an older version, which can be had everywhere.
replace (
	github.com/abbot/go-http-auth => github.com/containous/go-http-auth v0.4.1-0.20200324110947-a37a7636d23e
	github.com/gorilla/mux => github.com/containous/mux v0.0.0-20250523120546-41b6ec3aed59
)

exclude github.com/tencentcloud/tencentcloud-sdk-go v3.0.83+incompatible
