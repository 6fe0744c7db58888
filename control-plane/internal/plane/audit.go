package plane

import (
	_ "embed"
	"fmt"
	"os"
)

// builtinAuditPolicy records who did what and what the authorizer said, once for each request. Bodies are recorded only of what
// users write of roles, bindings and certificates, which the server checks a second time, and of what they ask about access, on
// which they may rely if it is their own; of other questions, package apiserver keeps less than the policy says. Nothing of it is
// secret. The library has k3s use the same policy.
//
//go:embed audit-policy.yaml
var builtinAuditPolicy []byte

func (p *Plane) auditLog() string {
	if p.config.AuditLogFile != "" || p.config.AuditAsUpstream {
		return p.config.AuditLogFile
	}
	return p.directory.Join("audit.log")
}

// hasOwnAuditPolicy tells whether what is recorded is for this program to say.
func (p *Plane) hasOwnAuditPolicy() bool {
	return p.config.AuditPolicyFile == "" && !p.config.AuditAsUpstream
}

func (p *Plane) auditPolicy() (string, error) {
	if !p.hasOwnAuditPolicy() {
		return p.config.AuditPolicyFile, nil
	}
	path := p.directory.Join("audit-policy.yaml")
	if err := os.WriteFile(path, builtinAuditPolicy, 0o600); err != nil {
		return "", fmt.Errorf("unable to write the audit policy: %w", err)
	}
	return path, nil
}
