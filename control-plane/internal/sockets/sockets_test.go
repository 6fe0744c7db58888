package sockets

import (
	"errors"
	"net"
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

// note makes a directory that says that its sockets are at place.
func note(t *testing.T, place string) string {
	t.Helper()
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, placeName), []byte(place), 0o600); err != nil {
		t.Fatal(err)
	}
	return root
}

// temporary makes a directory as one for sockets, with a socket in it.
func temporary(t *testing.T, parent string) string {
	t.Helper()
	place, err := os.MkdirTemp(parent, prefix)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("unix", filepath.Join(place, "s"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	return place
}

func TestOnlyWhatIsForSocketsIsRemoved(t *testing.T) {
	shortTemporary(t)
	elsewhere := temporary(t, os.TempDir())
	shortTemporary(t)
	full, ours := temporary(t, os.TempDir()), temporary(t, os.TempDir())
	if err := os.WriteFile(filepath.Join(full, "chapter-1"), []byte("words"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, place := range []string{full, elsewhere, os.TempDir() + "/../" + filepath.Base(filepath.Dir(elsewhere)) + "/" + filepath.Base(elsewhere), ours} {
		if err := RemoveOutside(note(t, place)); err != nil {
			t.Error(err)
		}
	}
	if !exists(filepath.Join(full, "chapter-1")) || !exists(filepath.Join(full, "s")) || !exists(filepath.Join(elsewhere, "s")) {
		t.Error("what is not for sockets is gone")
	}
	if exists(ours) {
		t.Error("what is for sockets is left")
	}
}

func TestWhatOthersMayEnterIsNotRemoved(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no modes")
	}
	shortTemporary(t)
	open, target := temporary(t, os.TempDir()), temporary(t, os.TempDir())
	link := target + "-link"
	if err := errors.Join(os.Chmod(open, 0o755), os.Symlink(target, link)); err != nil {
		t.Fatal(err)
	}
	places := []string{open, link}
	if os.Getuid() == 0 {
		strangers := temporary(t, os.TempDir())
		if err := os.Chown(strangers, 65534, 65534); err != nil {
			t.Fatal(err)
		}
		places = append(places, strangers)
	}
	for _, place := range places {
		if err := RemoveOutside(note(t, place)); err != nil {
			t.Error(err)
		}
		if !exists(filepath.Join(place, "s")) {
			t.Errorf("the socket in %s is gone", place)
		}
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
