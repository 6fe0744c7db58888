package plane

import (
	"fmt"
	"os"
)

// builtinAuditPolicy records who did what and what the authorizer said, for everything, but no request bodies.
const builtinAuditPolicy = `apiVersion: audit.k8s.io/v1
kind: Policy
rules:
- level: Metadata
`

func (p *Plane) auditLog() string {
	if p.config.AuditLogFile != "" || p.config.AuditAsUpstream {
		return p.config.AuditLogFile
	}
	return p.directory.Join("audit.log")
}

func (p *Plane) auditPolicy() (string, error) {
	if p.config.AuditPolicyFile != "" || p.config.AuditAsUpstream {
		return p.config.AuditPolicyFile, nil
	}
	path := p.directory.Join("audit-policy.yaml")
	if err := os.WriteFile(path, []byte(builtinAuditPolicy), 0o600); err != nil {
		return "", fmt.Errorf("unable to write the audit policy: %w", err)
	}
	return path, nil
}
