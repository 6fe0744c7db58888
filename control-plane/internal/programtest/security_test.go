//go:build unix

package programtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestWhatItOpens holds everything that the program opens against the table in docs/security.md.
func TestWhatItOpens(t *testing.T) {
	t.Parallel()
	promises := readPromises(t, securityPage)
	sandbox := newSandbox(t)
	temporary, data := sandbox.Directory(t, "tmp"), filepath.Join(sandbox.Directory(t, "parent"), "data")
	command := exec.Command(built("control-plane"), "--data-dir", data)
	command.Dir = temporary
	command.Env = append(os.Environ(), "TMPDIR="+temporary, "HOME="+temporary)
	state := run(t, command).ready(t)
	promises.check(t, state.PID, sandbox, map[string]string{"DATA": data})
	promises.checkComplete(t)
}
