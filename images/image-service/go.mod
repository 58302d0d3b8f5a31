module flotilla.invalid/flotilla-image-service

go 1.26.0

require (
	github.com/distribution/reference v0.6.0
	google.golang.org/grpc v1.82.1
	k8s.io/cri-api v0.37.2
)
