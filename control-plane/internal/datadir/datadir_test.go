package datadir

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

func open(t *testing.T, path string) *Directory {
	t.Helper()
	directory, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = directory.Remove(0) })
	return directory
}

func touch(t *testing.T, path string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

func TestDefaultIsANewTemporaryDirectory(t *testing.T) {
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	t.Setenv("TMP", temporary)
	first, second := open(t, ""), open(t, "")
	if first.Path() == second.Path() {
		t.Errorf("both are %s", first.Path())
	}
}

func TestAnEmptyDirectoryIsTakenAndClosedToOthers(t *testing.T) {
	path := t.TempDir()
	if err := os.Chmod(path, 0o755); err != nil {
		t.Fatal(err)
	}
	open(t, path)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		t.Errorf("mode is %v", info.Mode())
	}
}

func TestWhatSomebodyElseMadeIsLeftAlone(t *testing.T) {
	path := t.TempDir()
	precious := filepath.Join(path, "precious")
	touch(t, precious)
	if _, err := Open(path); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("error is %v", err)
	}
	if !exists(precious) || exists(filepath.Join(path, lockName)) {
		t.Error("the directory was changed")
	}
}

func TestALockThatIsNoFileIsLeftAlone(t *testing.T) {
	path := t.TempDir()
	if err := os.Mkdir(filepath.Join(path, lockName), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); err == nil || !strings.Contains(err.Error(), "not made by this program") {
		t.Errorf("error is %v", err)
	}
}

func TestADirectoryInUseIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data")
	directory := open(t, path)
	touch(t, directory.Join("etcd", "db"))
	_, err := Open(path)
	if want := fmt.Sprintf("data directory in use by pid %d", os.Getpid()); err == nil || err.Error() != want {
		t.Errorf("error is %v", err)
	}
	if !exists(directory.Join("etcd", "db")) {
		t.Error("the directory in use was wiped")
	}
}

func TestLeftoversAreWiped(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data")
	killed := open(t, path)
	touch(t, killed.Join("etcd", "db"))
	_ = killed.lock.Close()
	if directory := open(t, path); exists(directory.Join("etcd")) {
		t.Error("the leftovers are still there")
	}
}

func TestAPathThatCannotBeADirectory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	touch(t, file)
	for _, path := range []string{file, filepath.Join(file, "below")} {
		if _, err := Open(path); err == nil {
			t.Errorf("%s was taken", path)
		}
	}
}

func TestRemoveTakesWhatOthersAreStillWriting(t *testing.T) {
	directory := open(t, filepath.Join(t.TempDir(), "data"))
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				_ = os.Mkdir(directory.Join("users"), 0o700)
				_ = os.WriteFile(directory.Join("users", fmt.Sprint(i)), nil, 0o600)
			}
		}
	}()
	time.AfterFunc(50*time.Millisecond, func() { close(stop) })
	if err := directory.Remove(30 * time.Second); err != nil {
		t.Error(err)
	}
	<-done
	if exists(directory.Path()) {
		t.Error("the directory is still there")
	}
}

func TestALinkIsFollowedOnce(t *testing.T) {
	link := filepath.Join(t.TempDir(), "link")
	// The temporary directory of macOS has a link in its path.
	real, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(real, link); err != nil {
		t.Skipf("this user may make no links: %v", err)
	}
	if directory := open(t, link); directory.Path() != real {
		t.Errorf("path is %s", directory.Path())
	}
}
