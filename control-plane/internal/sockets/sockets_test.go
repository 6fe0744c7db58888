package sockets

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func directory(t *testing.T, parent string) string {
	t.Helper()
	place, err := Directory(parent)
	if err != nil {
		t.Fatal(err)
	}
	return place
}

// long is a directory whose path leaves no room for a socket.
func long(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), strings.Repeat("long", 25))
}

func shortTemporary(t *testing.T) {
	t.Helper()
	temporary, err := os.MkdirTemp("", "s")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(temporary) })
	setTemporary(t, temporary)
}

// setTemporary tells os.TempDir: the first variable is that of Unix, the second that of Windows.
func setTemporary(t *testing.T, directory string) {
	t.Helper()
	t.Setenv("TMPDIR", directory)
	t.Setenv("TMP", directory)
}

func TestAShortPathHoldsTheSockets(t *testing.T) {
	shortTemporary(t)
	parent := filepath.Join(os.TempDir(), "data")
	if place := directory(t, parent); filepath.Dir(place) != parent {
		t.Errorf("place is %s", place)
	}
}

func TestWhatALongPathNeededOutsideIsFoundFromInside(t *testing.T) {
	shortTemporary(t)
	root := long(t)
	places := []string{directory(t, filepath.Join(root, "one")), directory(t, filepath.Join(root, "two"))}
	for _, place := range places {
		if !exists(place) || strings.HasPrefix(place, root) {
			t.Errorf("place is %s", place)
		}
	}
	if err := RemoveOutside(root); err != nil {
		t.Fatal(err)
	}
	for _, place := range places {
		if exists(place) {
			t.Errorf("%s is left", place)
		}
	}
}

func TestWhatIsGoneAlreadyIsNoError(t *testing.T) {
	shortTemporary(t)
	root := long(t)
	if err := os.RemoveAll(directory(t, root)); err != nil {
		t.Fatal(err)
	}
	if err := RemoveOutside(root); err != nil {
		t.Error(err)
	}
}

func TestAFileThatNamesSomethingElseIsNotBelieved(t *testing.T) {
	precious, root := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(root, placeName), []byte(precious), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := RemoveOutside(root); err != nil {
		t.Fatal(err)
	}
	if !exists(precious) {
		t.Error("what the file names is gone")
	}
}

func TestATemporaryDirectoryWithALongPathIsNotForSockets(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no /tmp beside the temporary directory of a user")
	}
	root := long(t)
	if err := os.MkdirAll(root, 0o700); err != nil {
		t.Fatal(err)
	}
	setTemporary(t, root)
	place := directory(t, filepath.Join(root, "data"))
	t.Cleanup(func() { _ = os.RemoveAll(place) })
	if path := filepath.Join(place, "lifeline"); len(path) > longestPath {
		t.Errorf("the path of a socket would be %s", path)
	}
}
