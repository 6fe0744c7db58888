//go:build unix

package main_test

import (
	"os/exec"
	"strings"
	"testing"

	"dev.kubeuser/control-plane/internal/programtest"
)

// TestWhatItOpens holds everything that the stand-in opens against the table in CONTRIBUTING.md: where it is in a container, and
// where sockets are elsewhere because their paths would not fit.
func TestWhatItOpens(t *testing.T) {
	promises := programtest.ReadPromises(t, programtest.ContributingPage)
	for name, parent := range map[string]string{"sockets inside": "short", "sockets outside": strings.Repeat("long", 30)} {
		t.Run(name, func(t *testing.T) {
			sandbox := programtest.NewSandbox(t)
			temporary, root := sandbox.Directory(t, "tmp"), sandbox.Directory(t, parent)
			configuration, state := sandbox.Directory(t, parent, "etc"), sandbox.Directory(t, parent, "var", "lib")
			command := exec.Command(programtest.Binary, "server", "--disable-agent", "--https-listen-port=0")
			command.Dir = temporary
			command.Env = []string{"K3S_STAND_IN_PACE=quick", "K3S_STAND_IN_ROOT=" + root, "TMPDIR=" + temporary}
			p := &program{Program: programtest.Start(t, command), root: root}
			p.waitRunning(t)
			promises.Check(t, command.Process.Pid, sandbox, map[string]string{
				"DATA": p.path("var", "lib", "rancher", "k3s", "server", "db"), "TMP": temporary, "/etc": configuration, "/var/lib": state,
			})
		})
	}
	promises.CheckComplete(t)
}
