//go:build unix

package programtest

import (
	"os/exec"
	"strings"
	"testing"
)

// TestWhatTheStandInOpens holds everything that the stand-in opens against the table in docs/development/tests.md: where it is in a container, and
// where sockets are elsewhere because their paths would not fit.
func TestWhatTheStandInOpens(t *testing.T) {
	t.Parallel()
	promises := readPromises(t, testsPage)
	for name, parent := range map[string]string{"sockets inside": "short", "sockets outside": strings.Repeat("long", 30)} {
		t.Run(name, func(t *testing.T) {
			sandbox := newSandbox(t)
			temporary, root := sandbox.Directory(t, "tmp"), sandbox.Directory(t, parent)
			configuration, state := sandbox.Directory(t, parent, "etc"), sandbox.Directory(t, parent, "var", "lib")
			command := exec.Command(built("k3s-stand-in"), "server", "--disable-agent", "--https-listen-port=0")
			command.Dir = temporary
			command.Env = []string{"K3S_STAND_IN_PACE=quick", "K3S_STAND_IN_ROOT=" + root, "TMPDIR=" + temporary}
			p := &standIn{process: watch(t, command), root: root}
			p.waitRunning(t)
			promises.check(t, command.Process.Pid, sandbox, map[string]string{
				"DATA": p.path("var", "lib", "rancher", "k3s", "server", "db"), "TMP": temporary, "/etc": configuration, "/var/lib": state,
			})
		})
	}
	promises.checkComplete(t)
}
