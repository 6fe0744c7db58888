package apiserver

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/pflag"
	"k8s.io/apiserver/pkg/features"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/kubernetes/cmd/kube-apiserver/app/options"
)

// ErrOptions marks errors that the user can mend by giving other options.
var ErrOptions = errors.New("invalid options")

// refused are the upstream arguments that this program decides itself, each with what to do instead.
var refused = byArgument(map[string][]string{
	"the program chooses the address itself":                                 {"advertise-address", "bind-address"},
	"use --anonymous-auth":                                                   {"anonymous-auth"},
	"the path of the audit log is part of the ready line":                    {"audit-log-path"},
	"use --audit-policy-file":                                                {"audit-policy-file"},
	"authorization is Node,RBAC; for another chain use authorization-config": {"authorization-mode"},
	"there is no ABAC":                                                       {"authorization-policy-file"},
	"the program makes its own certificates":                                 {"cert-dir", "proxy-client-cert-file", "proxy-client-key-file"},
	"the program makes its own authorities":                                  {"client-ca-file"},
	"the program reaches its etcd, and simulated nodes, in memory":           {"egress-selector-config-file"},
	"the program runs its own etcd": {
		"etcd-cafile", "etcd-certfile", "etcd-keyfile", "etcd-prefix", "etcd-servers", "etcd-servers-overrides", "storage-backend",
	},
	"use --v":                                {"log-flush-frequency", "log-text-info-buffer-size", "log-text-split-stream", "logging-format", "v", "vmodule"},
	"the program chooses a free port itself": {"permit-address-sharing", "permit-port-sharing", "secure-port"},
	"the program makes its own front-proxy authority": {"requestheader-allowed-names", "requestheader-client-ca-file"},
	"the program makes its own service-account key": {
		"service-account-key-file", "service-account-signing-endpoint", "service-account-signing-key-file",
	},
	"the program makes its own certificates; for more names use --tls-san": {"tls-cert-file", "tls-private-key-file", "tls-sni-cert-key"},
})

func byArgument(reasons map[string][]string) map[string]string {
	of := map[string]string{}
	for reason, arguments := range reasons {
		for _, argument := range arguments {
			of[argument] = reason
		}
	}
	return of
}

// defaults differ from upstream's and hold unless an argument says otherwise.
var defaults = map[string]string{
	// So do kubeadm, k3s, kind and managed clusters: whether pods may be privileged is for admission to say.
	"allow-privileged": "true",
	// The addresses of the "kubernetes" service's endpoints must not be loopback ones, and we have no others.
	"endpoint-reconciler-type": "none",
	"service-account-issuer":   "https://kubernetes.default.svc.cluster.local",
	"service-cluster-ip-range": "10.0.0.0/24",
	// Whoever reads the audit log reads one file: upstream would start a second one after 100 MB.
	"audit-log-maxsize": "0",
}

// setGates changes defaults of feature gates, which is possible once in a process. Whoever sets a gate decides.
var setGates = sync.OnceValue(func() error {
	// The snapshots of lists that the cache keeps cost a third more memory after 100,000 requests. Without them etcd answers a
	// request for a list at an older resource version, in the same words.
	return utilfeature.DefaultMutableFeatureGate.OverrideDefault(features.ListFromCacheSnapshot, false)
})

// Options are the options of the upstream server with the user's arguments set.
type Options struct {
	upstream *options.ServerRunOptions
	flags    *pflag.FlagSet
	// kinds is nil unless policies are enforced promptly.
	kinds *policyKinds
}

// ParseOptions reads arguments of the form key=value (or key, for "true") for the upstream server. Those whose keys are in taken
// are the user's here, although a program usually decides them itself. It changes nothing on disk.
func ParseOptions(arguments []string, taken ...string) (*Options, error) {
	if err := setGates(); err != nil {
		return nil, fmt.Errorf("unable to set the default of a feature gate of the API server: %w", err)
	}
	o := newOptions()
	for _, argument := range arguments {
		key, value, found := strings.Cut(strings.TrimLeft(argument, "-"), "=")
		if !found {
			value = "true"
		}
		if err := o.setByUser(key, value, taken); err != nil {
			return nil, err
		}
	}
	if err := o.setDefaults(); err != nil {
		return nil, err
	}
	if err := o.upstream.GenericServerRunOptions.ComponentGlobalsRegistry.Set(); err != nil {
		return nil, fmt.Errorf("unable to set feature gates for the API server: %w", err)
	}
	return o, nil
}

// tokenFile is the argument that names the one file with tokens.
const tokenFile = "token-auth-file"

// HasTokens tells whether the user brings tokens, so that there is no place for others.
func (o *Options) HasTokens() bool {
	return o.flags.Changed(tokenFile)
}

// CheckAuthentication says why a server would not start by the file of authentication-config. It asks nobody whom the file names.
func (o *Options) CheckAuthentication() error {
	if _, err := o.upstream.Authentication.ToAuthenticationConfig(); err != nil {
		return fmt.Errorf("unable to configure the API server: %w", err)
	}
	return nil
}

func newOptions() *Options {
	o := &Options{upstream: options.NewServerRunOptions(), flags: pflag.NewFlagSet("kube-apiserver", pflag.ContinueOnError)}
	o.flags.SetOutput(io.Discard)
	sets := o.upstream.Flags()
	for _, set := range sets.FlagSets {
		o.flags.AddFlagSet(set)
	}
	return o
}

func (o *Options) setByUser(key, value string, taken []string) error {
	if reason, found := refused[key]; found && !slices.Contains(taken, key) {
		return fmt.Errorf("unable to take %s for kube-apiserver: %s", key, reason)
	}
	if o.flags.Lookup(key) == nil {
		return fmt.Errorf("unable to take %s for kube-apiserver: it has no such argument%s", key, o.suggestion(key, taken))
	}
	if err := o.flags.Set(key, value); err != nil {
		return fmt.Errorf("unable to take %s=%s for kube-apiserver: %w", key, value, err)
	}
	return nil
}

func (o *Options) setDefaults() error {
	for key, value := range defaults {
		if o.flags.Changed(key) {
			continue
		}
		if err := o.flags.Set(key, value); err != nil {
			return fmt.Errorf("unable to set %s for the API server: %w", key, err)
		}
	}
	return o.addAdmission("NodeRestriction")
}

// addAdmission adds a plugin to upstream's defaults, unless the user turned just that one off.
func (o *Options) addAdmission(plugin string) error {
	disabled, err := o.flags.GetStringSlice("disable-admission-plugins")
	if err != nil || slices.Contains(disabled, plugin) {
		return err
	}
	return o.flags.Set("enable-admission-plugins", plugin)
}

// suggestion names the argument that takes the fewest edits to get to, if that are few, and says so if the program decides it itself.
func (o *Options) suggestion(key string, taken []string) string {
	written := strings.ReplaceAll(strings.ToLower(key), "_", "-")
	best, distance := "", 1+len(key)/3
	o.flags.VisitAll(func(f *pflag.Flag) {
		if d := edits(written, f.Name); d < distance {
			best, distance = f.Name, d
		}
	})
	if best == "" {
		return ""
	}
	if reason, found := refused[best]; found && !slices.Contains(taken, best) {
		return fmt.Sprintf("; if %s is meant, it cannot be set: %s", best, reason)
	}
	return fmt.Sprintf(", did you mean %s?", best)
}

// edits is the Levenshtein distance.
func edits(from, to string) int {
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(from) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(to) {
			substituted := diagonal
			if from[i] != to[j] {
				substituted++
			}
			diagonal = row[j+1]
			row[j+1] = min(substituted, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(to)]
}
