// Command flotilla-image-service stands between the kubelet and containerd's image service: what users have loaded into the cluster, and what
// the node came with, is not pulled again, also where a pod says imagePullPolicy: Always. See docs/decisions/0014-always-without-a-registry.md.
package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials/insecure"
	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
)

const (
	containerd = "unix:///run/containerd/containerd.sock"
	// As the kubelet's own, pkg/kubelet/cri/remote: a node's list of images may be long.
	maxMessageBytes = 16 << 20
	// The first file descriptor that systemd passes on (sd_listen_fds(3)).
	firstListener = 3
)

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve() error {
	if os.Getenv("LISTEN_FDS") != "1" {
		return errors.New("flotilla-image-service is started by its socket unit")
	}
	listener, err := net.FileListener(os.NewFile(firstListener, "socket"))
	if err != nil {
		return err
	}
	connection, err := grpc.NewClient(containerd,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxMessageBytes), grpc.MaxCallSendMsgSize(maxMessageBytes)),
		// containerd is back within a second of its end; nobody gains by a longer wait.
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           backoff.Config{BaseDelay: 50 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: time.Second},
			MinConnectTimeout: 5 * time.Second,
		}),
	)
	if err != nil {
		return err
	}
	server := grpc.NewServer(grpc.MaxRecvMsgSize(maxMessageBytes), grpc.MaxSendMsgSize(maxMessageBytes))
	runtimeapi.RegisterImageServiceServer(server, &imageService{containerd: runtimeapi.NewImageServiceClient(connection), present: ofThisNode})
	return server.Serve(listener)
}
