// Package sockets finds places for unix sockets, whose paths the kernel allows fewer characters than those of files.
package sockets

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const (
	// longestPath is what fits into the kernel's address structure on every system: macOS has 104 bytes, Linux and Windows 108.
	longestPath = 100
	// longestName is how long the name of a socket in such a directory may be.
	longestName = len("lifeline")
	// longestRandom is how much os.MkdirTemp adds to a name.
	longestRandom = len("4294967295")
	// placeName is the directory inside of the given one, or a file with the path of the one outside.
	placeName = "socket"
	// prefix begins the name of each directory outside.
	prefix = "kubeuser-"
)

// Directory makes a directory for sockets that nobody else may enter: inside the given one, unless that path is too long for a
// socket's address. Whoever asked for it removes it.
//
// Of one outside a file inside tells, by which RemoveOutside finds what a program that was killed left there. It is no symbolic
// link, because on Windows not everybody may make one.
func Directory(parent string) (string, error) {
	inside := filepath.Join(parent, placeName)
	if len(inside)+1+longestName > longestPath {
		return outside(parent, inside)
	}
	if err := os.MkdirAll(inside, 0o700); err != nil {
		return "", fmt.Errorf("unable to make a directory for sockets: %w", err)
	}
	return inside, nil
}

func outside(parent, note string) (string, error) {
	short, err := makeShort()
	if err != nil {
		return "", fmt.Errorf("unable to make a directory for sockets: %w", err)
	}
	if err := errors.Join(os.MkdirAll(parent, 0o700), os.WriteFile(note, []byte(short), 0o600)); err != nil {
		return "", errors.Join(fmt.Errorf("unable to tell where the sockets are: %w", err), os.Remove(short))
	}
	return short, nil
}

// makeShort makes a directory in the temporary one, or in /tmp if the path of that is too long as well.
func makeShort() (string, error) {
	var failures []error
	for _, parent := range []string{os.TempDir(), "/tmp"} {
		if longest := len(parent) + 1 + len(prefix) + longestRandom + 1 + longestName; longest > longestPath {
			failures = append(failures, fmt.Errorf("the path of %s is too long for a socket", parent))
			continue
		}
		short, err := os.MkdirTemp(parent, prefix)
		if err == nil {
			return short, nil
		}
		failures = append(failures, err)
	}
	return "", errors.Join(failures...)
}

// RemoveOutside deletes the directories outside that were made for anything below root. They hold sockets only; one that is
// gone already, or anything else that such a file names, is left alone.
func RemoveOutside(root string) error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.Name() != placeName || !entry.Type().IsRegular() {
			return err
		}
		place, err := os.ReadFile(path)
		if err != nil || !strings.HasPrefix(filepath.Base(string(place)), prefix) {
			return err
		}
		return os.RemoveAll(string(place))
	})
}
