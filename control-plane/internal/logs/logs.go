// Package logs sends what upstream code logs, and the few lines of our own, to standard error and to one file.
package logs

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"google.golang.org/grpc/grpclog"
	"k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/client-go/rest"
	"k8s.io/klog/v2"

	"dev.kubeuser/control-plane/internal/etcdlog"
)

// longestRecord is where a record stops being one: klog dumps the stacks of all goroutines, several times, before it exits.
const longestRecord = 64 << 10

// Log is the log of one control plane.
type Log struct {
	*log.Logger
	file   *os.File
	muted  atomic.Bool
	mutex  sync.Mutex
	detail int
	fail   func(part string, err error)
}

// Open starts logging to path and standard error. Verbosity 0 is warnings, errors and our own lines.
//
// Code that upstream means to end the process calls fail instead, and its goroutine ends there; so the program can still
// say what happened, and remove its data.
func Open(path string, verbosity int, fail func(part string, err error)) (*Log, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("unable to open the log: %w", err)
	}
	l := &Log{file: file, detail: verbosity, fail: fail}
	l.Logger = log.New(always{l}, "control-plane ", log.LstdFlags|log.Lmicroseconds|log.LUTC)
	l.redirectKlog()
	etcdlog.SendTo(l.whenDetailed())
	l.catchCrashes()
	rest.SetDefaultWarningHandler(rest.NoWarnings{})
	if verbosity == 0 {
		// Connections to etcd that are opened before it listens are retried, and warned of each time.
		grpclog.SetLoggerV2(grpclog.NewLoggerV2(io.Discard, io.Discard, io.Discard))
	}
	return l, nil
}

// Mute drops everything but our own lines: parts that are being stopped complain about each other's absence.
func (l *Log) Mute() {
	l.muted.Store(true)
}

// harmless are warnings and errors of every start: of API versions that exist no more, of static admission manifests that
// nobody asked for, of endpoints that a loopback server does not have, and of a namespace that is about to be made.
var harmless = [][]byte{
	[]byte("because it has no resources"),
	[]byte("The manifest file is empty, ignoring"),
	[]byte("Found stale data, removed previous endpoints"),
	[]byte(`namespaces \"kube-system\" not found`),
}

// Write takes one record of upstream code.
func (l *Log) Write(record []byte) (int, error) {
	if l.muted.Load() || len(record) > longestRecord || l.detail == 0 && isHarmless(record) {
		return len(record), nil
	}
	return always{l}.Write(record)
}

func isHarmless(record []byte) bool {
	return slices.ContainsFunc(harmless, func(part []byte) bool { return bytes.Contains(record, part) })
}

// always is the log without the mute; a standard error that nobody reads any more must not keep a record from the file.
type always struct{ *Log }

func (a always) Write(record []byte) (int, error) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	_, _ = os.Stderr.Write(record)
	_, _ = a.file.Write(record)
	return len(record), nil
}

func (l *Log) redirectKlog() {
	flags := flag.NewFlagSet("klog", flag.ContinueOnError)
	klog.InitFlags(flags)
	for name, value := range map[string]string{
		"logtostderr": "false", "stderrthreshold": "FATAL", "one_output": "true", "v": strconv.Itoa(l.detail),
	} {
		_ = flags.Set(name, value)
	}
	klog.SetOutputBySeverity("INFO", l.whenDetailed())
	klog.SetOutputBySeverity("WARNING", l)
	klog.SetOutputBySeverity("ERROR", l)
	fatal := &lastRecord{Writer: l}
	klog.SetOutputBySeverity("FATAL", fatal)
	klog.OsExit = func(int) {
		l.end("apiserver", errors.New(fatal.take()))
	}
}

func (l *Log) whenDetailed() io.Writer {
	if l.detail > 0 {
		return l
	}
	return io.Discard
}

// catchCrashes hears of panics in upstream goroutines. Those in the handler of a request end that request only, as ever.
func (l *Log) catchCrashes() {
	runtime.PanicHandlers = append(runtime.PanicHandlers, func(ctx context.Context, reason any) {
		if ctx.Value(http.ServerContextKey) == nil && reason != http.ErrAbortHandler {
			l.end("apiserver", fmt.Errorf("panic: %v", reason))
		}
	})
}

// end reports a failure and never returns: whatever the caller meant to do next assumes that the process is gone.
func (l *Log) end(part string, err error) {
	l.fail(part, err)
	select {}
}

// Zap is a logger for etcd.
func (l *Log) Zap() *zap.Logger {
	encoder := zap.NewProductionEncoderConfig()
	encoder.EncodeTime = zapcore.ISO8601TimeEncoder
	core := zapcore.NewCore(zapcore.NewConsoleEncoder(encoder), zapcore.AddSync(l), l.zapLevel())
	hook := exitHook{l}
	return zap.New(core, zap.WithFatalHook(hook), zap.WithPanicHook(hook))
}

func (l *Log) zapLevel() zapcore.Level {
	switch {
	case l.detail > 4:
		return zapcore.DebugLevel
	case l.detail > 0:
		return zapcore.InfoLevel
	}
	// Its warnings and errors are about clusters; what ends it is a panic, or comes from its own channel of errors.
	return zapcore.DPanicLevel
}

type exitHook struct{ log *Log }

func (h exitHook) OnWrite(entry *zapcore.CheckedEntry, fields []zapcore.Field) {
	h.log.end("storage", errorOf(entry.Message, fields))
}

// errorOf adds the error that a record has in a field, such as a disk that is full: the message alone does not say it.
func errorOf(message string, fields []zapcore.Field) error {
	for _, field := range fields {
		if err, ok := field.Interface.(error); ok {
			return fmt.Errorf("%s: %w", message, err)
		}
	}
	return errors.New(message)
}

// lastRecord remembers the first record after which klog ends the process.
type lastRecord struct {
	io.Writer
	mutex  sync.Mutex
	record string
}

func (r *lastRecord) Write(record []byte) (int, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.record == "" {
		r.record = string(record)
	}
	return r.Writer.Write(record)
}

func (r *lastRecord) take() string {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.record
}
