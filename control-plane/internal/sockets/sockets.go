// Package sockets finds places for unix sockets, whose paths the kernel allows fewer characters than those of files.
package sockets

import (
	"fmt"
	"os"
	"path/filepath"
)

const (
	// longestPath is what fits into the kernel's address structure on every Unix.
	longestPath = 100
	// longestName is how long the name of a socket in such a directory may be.
	longestName = len("lifeline")
)

// Directory makes a directory for sockets that nobody else may enter: inside the given one, unless that path is too long for a
// socket's address. Whoever asked for it removes it.
func Directory(parent string) (string, error) {
	inside := filepath.Join(parent, "socket")
	if len(inside)+1+longestName > longestPath {
		short, err := os.MkdirTemp("", "kubeuser-")
		if err != nil {
			return "", fmt.Errorf("unable to make a directory for sockets: %w", err)
		}
		return short, nil
	}
	if err := os.MkdirAll(inside, 0o700); err != nil {
		return "", fmt.Errorf("unable to make a directory for sockets: %w", err)
	}
	return inside, nil
}
