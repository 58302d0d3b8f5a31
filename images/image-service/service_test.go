package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"google.golang.org/grpc"
	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
)

func TestFullName(t *testing.T) {
	digest := "@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	for image, want := range map[string]string{
		"nginx":                        "docker.io/library/nginx:latest",
		"team/app:1":                   "docker.io/team/app:1",
		"localhost:5001/app":           "localhost:5001/app:latest",
		"registry.k8s.io/pause:3.10":   "registry.k8s.io/pause:3.10",
		"nginx" + digest:               "",
		"nginx:1" + digest:             "",
		"Not A Name":                   "",
		"":                             "",
		"docker.io/library/nginx:v1.0": "docker.io/library/nginx:v1.0",
	} {
		if got := fullName(image); got != want {
			t.Errorf("%q is %q, not %q", image, got, want)
		}
	}
}

// node is a containerd that has images by name, and pulls others.
type node struct {
	runtimeapi.ImageServiceClient
	has    map[string]string
	pulled []string
	broken bool
}

func (n *node) ImageStatus(_ context.Context, r *runtimeapi.ImageStatusRequest, _ ...grpc.CallOption) (*runtimeapi.ImageStatusResponse, error) {
	if n.broken {
		return nil, errors.New("containerd is gone")
	}
	id := n.has[fullName(r.GetImage().GetImage())]
	if id == "" {
		return &runtimeapi.ImageStatusResponse{}, nil
	}
	return &runtimeapi.ImageStatusResponse{Image: &runtimeapi.Image{Id: id}}, nil
}

func (n *node) PullImage(_ context.Context, r *runtimeapi.PullImageRequest, _ ...grpc.CallOption) (*runtimeapi.PullImageResponse, error) {
	n.pulled = append(n.pulled, r.GetImage().GetImage())
	return &runtimeapi.PullImageResponse{ImageRef: "sha256:registry"}, nil
}

func TestPullImage(t *testing.T) {
	const app, base = "docker.io/team/app:1", "docker.io/library/busybox:1.35.0"
	cases := map[string]struct {
		image  string
		has    map[string]string
		broken bool
		// What linking makes the node have, and whether it fails for another image.
		linked  map[string]string
		linkErr error
		want    string
		fails   bool
		pulls   bool
	}{
		"loaded":                     {image: "team/app:1", has: map[string]string{app: "sha256:aa"}, want: "sha256:aa"},
		"loaded, removed here":       {image: app, linked: map[string]string{app: "sha256:aa"}, want: "sha256:aa"},
		"loaded, replaced here":      {image: app, has: map[string]string{app: "sha256:registry"}, linked: map[string]string{app: "sha256:aa"}, want: "sha256:aa"},
		"loaded, another one breaks": {image: app, linked: map[string]string{app: "sha256:aa"}, linkErr: errors.New("no space"), want: "sha256:aa"},
		"loaded, cannot be linked":   {image: app, linkErr: errors.New("no space"), fails: true},
		"loaded, containerd is gone": {image: app, broken: true, fails: true},
		"loaded, with a digest":      {image: app + "@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", pulls: true, want: "sha256:registry"},
		"of the node":                {image: "busybox:1.35.0", has: map[string]string{base: "sha256:bb"}, want: "sha256:bb"},
		"of the node, removed":       {image: base, pulls: true, want: "sha256:registry"},
		"pulled before":              {image: "nginx", has: map[string]string{"docker.io/library/nginx:latest": "sha256:old"}, pulls: true, want: "sha256:registry"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			write(t, filepath.Join(folder, "docker.io%2Fteam%2Fapp:1"), `{"name": "docker.io/team/app:1", "config": "aa"}`)
			write(t, filepath.Join(folder, "own"), "docker.io/other:1\n"+base+"\n")
			containerd := &node{has: c.has, broken: c.broken}
			service := imageService{containerd: containerd, present: presentImages{
				loaded: folder,
				own:    filepath.Join(folder, "own"),
				link: func(context.Context) error {
					containerd.has = c.linked
					return c.linkErr
				},
			}}
			response, err := service.PullImage(context.Background(), &runtimeapi.PullImageRequest{Image: &runtimeapi.ImageSpec{Image: c.image}})
			if (err != nil) != c.fails || response.GetImageRef() != c.want || (len(containerd.pulled) > 0) != c.pulls {
				t.Errorf("%q, %v; pulled %v", response.GetImageRef(), err, containerd.pulled)
			}
		})
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
