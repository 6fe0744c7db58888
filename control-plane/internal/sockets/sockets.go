// Package sockets finds places for unix sockets, whose paths the kernel allows fewer characters than those of files.
package sockets

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"dev.kubeuser/control-plane/internal/host"
)

const (
	// longestPath is what fits into the kernel's address structure on every system: macOS has 104 bytes, Linux and Windows 108.
	longestPath = 100
	// longestName is how long the name of a socket in such a directory may be.
	longestName = len("lifeline")
	// longestRandom is how much os.MkdirTemp adds to a name.
	longestRandom = len("4294967295")
	// longestNote is more than any path that this package writes down.
	longestNote = 4096
	// placeName is the directory inside of the given one, or a file with the path of the one outside.
	placeName = "socket"
	// prefix begins the name of each directory outside.
	prefix = "kubeuser-"
)

// Directory makes a directory for sockets that nobody else may enter: inside the given one, unless that path is too long for a
// socket's address. Whoever asked for it removes it.
//
// Of one outside a file inside tells, by which RemoveOutside finds what a program that was killed left there. It is not a symbolic
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
	for _, parent := range temporaries() {
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

func temporaries() []string {
	return []string{os.TempDir(), "/tmp"}
}

// RemoveOutside deletes the directories outside that were made for anything below root.
//
// What says where they are is not simply believed: a directory counts only if it is in a temporary one, if nobody but this user
// may enter it, and if it holds nothing but sockets. Anything else is left alone, as is one that is gone already.
func RemoveOutside(root string) error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.Name() != placeName || !entry.Type().IsRegular() {
			return err
		}
		place, err := readNote(path)
		if err != nil || !isOutside(place) {
			return err
		}
		return removeSockets(place)
	})
}

func readNote(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }()
	content, err := io.ReadAll(io.LimitReader(file, longestNote))
	return string(content), err
}

func isOutside(place string) bool {
	parent, name := filepath.Split(place)
	if !strings.HasPrefix(name, prefix) {
		return false
	}
	for _, temporary := range temporaries() {
		if filepath.Clean(parent) == filepath.Clean(temporary) {
			info, err := os.Lstat(place)
			return err == nil && host.IsPrivate(info)
		}
	}
	return false
}

// removeSockets deletes a directory of sockets, and nothing of one that holds anything else.
func removeSockets(place string) error {
	entries, err := os.ReadDir(place)
	if err != nil {
		return unlessGone(err)
	}
	for _, entry := range entries {
		if entry.Type() != fs.ModeSocket {
			return nil
		}
	}
	for _, entry := range entries {
		if err := unlessGone(os.Remove(filepath.Join(place, entry.Name()))); err != nil {
			return err
		}
	}
	return unlessGone(os.Remove(place))
}

func unlessGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
