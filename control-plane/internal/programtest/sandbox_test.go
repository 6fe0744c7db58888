//go:build unix

package programtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// sandbox is a directory that every user may enter: what keeps others from something that a program makes in it is the
// program's own doing.
type sandbox struct {
	path  string
	given map[string]bool
}

// object is what a program made: a directory, a file, a socket or a link.
type object struct {
	path string
	mode fs.FileMode
	uid  uint32
}

// newSandbox makes one that is removed at the end of the test.
func newSandbox(t *testing.T) *sandbox {
	t.Helper()
	path, err := os.MkdirTemp("", "sandbox")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(path) })
	s := &sandbox{path: path, given: map[string]bool{}}
	s.add(t, path)
	return s
}

// Directory makes one inside, which then is not the work of the program, nor are those above it.
func (s *sandbox) Directory(t *testing.T, elements ...string) string {
	t.Helper()
	path := s.path
	for _, element := range elements {
		path = filepath.Join(path, element)
		if !s.given[path] {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
			s.add(t, path)
		}
	}
	return path
}

// add opens a directory to everybody, whatever the umask is.
func (s *sandbox) add(t *testing.T, path string) {
	t.Helper()
	if err := os.Chmod(path, 0o755); err != nil {
		t.Fatal(err)
	}
	s.given[path] = true
}

// made is everything that was not given.
func (s *sandbox) made(t *testing.T) (made []object) {
	t.Helper()
	err := filepath.WalkDir(s.path, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || s.given[path] {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		made = append(made, object{path, info.Mode(), info.Sys().(*syscall.Stat_t).Uid})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return made
}
