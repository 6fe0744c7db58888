package plane

import (
	"encoding/json"
	"errors"
	"fmt"

	"dev.kubeuser/control-plane/internal/apiserver"
)

// The parts that a failure can be in.
const (
	PartOptions     = "options"
	PartDirectory   = "data-directory"
	PartPKI         = "pki"
	PartStorage     = "storage"
	PartAPIServer   = "apiserver"
	PartControllers = "controllers"
	PartBootstrap   = "bootstrap"
)

// Failure is an error and the part it happened in.
type Failure struct {
	Part string
	Err  error
}

func (f *Failure) Error() string {
	return fmt.Sprintf("%s: %v", f.Part, f.Err)
}

func (f *Failure) Unwrap() error {
	return f.Err
}

// Line is the failure as one line of JSON.
func (f *Failure) Line() string {
	return line(struct {
		Status  string `json:"status"`
		Part    string `json:"part"`
		Message string `json:"message"`
	}{"error", f.Part, f.Err.Error()})
}

// AsFailure gives an error that names no part to the given one.
func AsFailure(part string, err error) *Failure {
	var failure *Failure
	switch {
	case errors.As(err, &failure):
		return failure
	case errors.Is(err, apiserver.ErrOptions):
		return &Failure{PartOptions, err}
	}
	return &Failure{part, err}
}

// in is AsFailure for an error that may be nil.
func in(part string, err error) error {
	if err == nil {
		return nil
	}
	return AsFailure(part, err)
}

// Failures takes the failures of all parts and keeps the first: the later ones are its consequences.
type Failures chan *Failure

// NewFailures makes an empty one.
func NewFailures() Failures {
	return make(Failures, 1)
}

// Report never blocks.
func (f Failures) Report(part string, err error) {
	select {
	case f <- &Failure{part, err}:
	default:
	}
}

func line(value any) string {
	encoded, err := json.Marshal(value)
	if err != nil {
		panic(err) // strings and numbers only
	}
	return string(encoded)
}
