package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"k8s.io/apimachinery/pkg/util/validation"

	"dev.kubeuser/control-plane/internal/apiserver"
	"dev.kubeuser/control-plane/internal/plane"
	"dev.kubeuser/control-plane/internal/simulation"
)

// flags are the options of the command.
type flags struct {
	dataDir     string
	keepRunning bool
	verbosity   int
	workloads   string
	version     bool
	checkOnly   bool
	config      plane.Config
	arguments   []string
}

func parse(arguments []string) (*flags, error) {
	f := &flags{}
	set := f.newSet()
	if err := set.Parse(arguments); err != nil {
		return nil, fmt.Errorf("unable to read the options: %w", usage(err, set))
	}
	if set.NArg() > 0 {
		return nil, fmt.Errorf("unable to read the options: unexpected argument %q", set.Arg(0))
	}
	if f.version {
		return f, nil
	}
	f.config.Workloads.Simulated = f.workloads == "simulated"
	if err := f.check(); err != nil {
		return nil, err
	}
	options, err := apiserver.ParseOptions(f.arguments)
	if err != nil {
		return nil, err
	}
	options.EnforcePromptly()
	f.config.APIServer = options
	f.config.AdminToken = !options.HasTokens()
	return f, nil
}

func (f *flags) newSet() *pflag.FlagSet {
	set := pflag.NewFlagSet("control-plane", pflag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.SortFlags = false
	set.StringVar(&f.dataDir, "data-dir", "", "directory for everything the program writes; removed at the end (default a new temporary one)")
	set.BoolVar(&f.config.AnonymousAuth, "anonymous-auth", true, "let anonymous requests through to authorization")
	set.StringSliceVar(&f.config.ExtraNames, "tls-san", nil, "further DNS names or IP addresses of the server")
	set.StringVar(&f.config.AuditPolicyFile, "audit-policy-file", "", "audit policy (default what users do, with bodies for roles, bindings, certificates, admission policies and access reviews about their sender)")
	set.DurationVar(&f.config.SigningDuration, "cluster-signing-duration", 365*24*time.Hour, "longest life of a signed certificate")
	set.BoolVar(&f.config.SignClientCertificates, "sign-client-certificates", true, "sign for kubernetes.io/kube-apiserver-client; managed clusters may not")
	set.StringVar(&f.workloads, "workloads", "", "\"simulated\" to have deployments and their like make pods that report ready (default pods stay pending)")
	set.DurationVar(&f.config.Workloads.ReadyAfter, "workloads-ready-after", simulation.ReadyAfter, "how long simulated pods take to become ready, and to complete")
	set.BoolVar(&f.config.KeepGarbage, "keep-garbage", false, "do not delete objects whose owners are gone")
	set.StringArrayVar(&f.arguments, "apiserver-arg", nil, "key=value for kube-apiserver; may be repeated")
	set.BoolVar(&f.checkOnly, "check-authentication", false, "only check the file of authentication-config: print nothing if the API server accepts it")
	set.BoolVar(&f.keepRunning, "keep-running", false, "do not stop at the end of standard input, nor with the terminal")
	set.IntVar(&f.verbosity, "v", 0, "verbosity of the log")
	set.BoolVar(&f.version, "version", false, "print the version and exit")
	return set
}

// usage adds what there is to an error that says what there is not.
func usage(err error, set *pflag.FlagSet) error {
	if errors.Is(err, pflag.ErrHelp) {
		err = errors.New("help was asked for")
	}
	var names []string
	set.VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	return fmt.Errorf("%w; there are %s", err, strings.Join(names, ", "))
}

// check finds all that is wrong with the values.
func (f *flags) check() error {
	var wrong []error
	for _, name := range f.config.ExtraNames {
		if net.ParseIP(name) == nil && len(validation.IsDNS1123Subdomain(name)) > 0 && len(validation.IsWildcardDNS1123Subdomain(name)) > 0 {
			wrong = append(wrong, fmt.Errorf("unable to use --tls-san %q: it is neither an IP address nor a DNS name", name))
		}
	}
	if f.config.SigningDuration < 10*time.Minute {
		wrong = append(wrong, fmt.Errorf("unable to use --cluster-signing-duration %s: no request may ask for less than 10m", f.config.SigningDuration))
	}
	if f.config.AuditPolicyFile != "" {
		if _, err := os.ReadFile(f.config.AuditPolicyFile); err != nil {
			wrong = append(wrong, fmt.Errorf("unable to read the audit policy for --audit-policy-file: %w", err))
		}
	}
	if f.verbosity < 0 || f.verbosity > 10 {
		wrong = append(wrong, fmt.Errorf("unable to use --v %d: it goes from 0 to 10", f.verbosity))
	}
	if f.workloads != "" && !f.config.Workloads.Simulated {
		wrong = append(wrong, fmt.Errorf("unable to use --workloads %q: workloads can be simulated only", f.workloads))
	}
	if f.config.Workloads.ReadyAfter < 0 {
		wrong = append(wrong, fmt.Errorf("unable to use --workloads-ready-after %s: it must not be negative", f.config.Workloads.ReadyAfter))
	}
	return errors.Join(wrong...)
}
