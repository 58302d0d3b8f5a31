module flotilla.invalid/metallb

go 1.26.0

require go.universe.tf/metallb v0.16.2

// Upstream's, with the file that is here in place of its own.
replace go.universe.tf/metallb => ./metallb

// Types of objects that nobody here reads; the version that upstream names cannot be had everywhere.
replace github.com/metallb/frr-k8s => github.com/metallb/frr-k8s v0.0.21
