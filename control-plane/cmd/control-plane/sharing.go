package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"dev.kubeuser/control-plane/internal/datadir"
	"dev.kubeuser/control-plane/internal/lifeline"
	"dev.kubeuser/control-plane/internal/plane"
)

// stateName is the file in the data directory that tells others of a shared control plane.
const stateName = "ready.json"

// sharing lets other programs use this control plane, too, unless it is for one alone.
type sharing struct {
	directory *datadir.Directory
	idle      time.Duration
	lifeline  *lifeline.Lifeline
}

func newSharing(flags *flags, directory *datadir.Directory) *sharing {
	return &sharing{directory: directory, idle: flags.idleTimeout}
}

// begin completes what is said about the control plane, and says it to all who look into the data directory.
func (s *sharing) begin(ready *plane.Ready) (err error) {
	if s.idle == 0 {
		return nil
	}
	if s.lifeline, err = lifeline.Open(s.directory.Path(), s.idle); err != nil {
		return err
	}
	ready.Lifeline = s.lifeline.Address()
	// Under another name first: who reads the file must not see half of it.
	half := s.directory.Join(stateName + ".new")
	err = errors.Join(os.WriteFile(half, []byte(ready.Line()+"\n"), 0o600), os.Rename(half, s.directory.Join(stateName)))
	if err != nil {
		return fmt.Errorf("unable to write %s: %w", stateName, err)
	}
	return nil
}

// unused is closed when nobody has used it for long enough; it never is where nobody shares it.
func (s *sharing) unused() <-chan struct{} {
	if s.lifeline == nil {
		return nil
	}
	return s.lifeline.Unused()
}

func (s *sharing) end() {
	if s.lifeline != nil {
		_ = s.lifeline.Close()
	}
}
