package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/distribution/reference"
)

// presentImages knows which names need no registry.
type presentImages struct {
	// loaded is a folder with a file for each name that users have loaded.
	loaded string
	// own is a file with a line for each name of the node image.
	own string
	// link gives this node's containerd every image that was loaded into the cluster.
	link func(context.Context) error
}

// ofThisNode: the program `images` keeps the names in the volume that all nodes share; the others were written when the node image was made.
var ofThisNode = presentImages{
	loaded: "/mnt/shared/images/names",
	own:    "/usr/lib/flotilla/store/names",
	link: func(ctx context.Context) error {
		output, err := exec.CommandContext(ctx, "/usr/local/lib/flotilla/images", "link").CombinedOutput()
		if err != nil {
			return fmt.Errorf("linking images: %w: %s", err, strings.TrimSpace(string(output)))
		}
		return nil
	},
}

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

// loadedID is the id, as containerd spells it, of the image that was loaded under a name; "" when none was.
func (p presentImages) loadedID(name string) string {
	text, err := os.ReadFile(filepath.Join(p.loaded, fileName(name)))
	if err != nil {
		return ""
	}
	var entry struct {
		Config string `json:"config"`
	}
	if json.Unmarshal(text, &entry) != nil || entry.Config == "" {
		return ""
	}
	return "sha256:" + entry.Config
}

func (p presentImages) cameWithNode(name string) bool {
	text, err := os.ReadFile(p.own)
	return err == nil && strings.Contains("\n"+string(text), "\n"+name+"\n")
}

// fileName is the name as the program `images` spells it for a file.
func fileName(name string) string { return strings.NewReplacer("%", "%25", "/", "%2F").Replace(name) }
