package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/distribution/reference"
)

const (
	// A file for each name that users have loaded, in the volume that all nodes share; the program `images` writes them.
	loadedNames = "/mnt/shared/images/names"
	// A line for each name of the node image, written when that was made.
	ownNames = "/usr/lib/flotilla/store/names"
	images   = "/usr/local/lib/flotilla/images"
)

// presentImages knows which names need no registry.
type presentImages struct{}

// fullName has the registry, the path and the tag; "" when the name has a digest, which only its registry can answer for.
func fullName(image string) string {
	named, err := reference.ParseDockerRef(image)
	if err != nil {
		return ""
	}
	if _, hasDigest := named.(reference.Digested); hasDigest {
		return ""
	}
	return named.String()
}

func (presentImages) isLoaded(name string) bool {
	_, err := os.Stat(filepath.Join(loadedNames, fileName(name)))
	return err == nil
}

func (presentImages) cameWithNode(name string) bool {
	text, err := os.ReadFile(ownNames)
	return err == nil && strings.Contains("\n"+string(text), "\n"+name+"\n")
}

// link gives this node's containerd every image that was loaded into the cluster.
func (presentImages) link(ctx context.Context) error {
	if output, err := exec.CommandContext(ctx, images, "link").CombinedOutput(); err != nil {
		return fmt.Errorf("%s link: %w: %s", images, err, strings.TrimSpace(string(output)))
	}
	return nil
}

// fileName is the name as the program `images` spells it for a file.
func fileName(name string) string { return strings.NewReplacer("%", "%25", "/", "%2F").Replace(name) }
