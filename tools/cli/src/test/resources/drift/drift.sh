kubeuser compare --losses --roles manager-role kubebuilder:internal/... config/rbac/role.yaml
kubeuser compare --losses --roles manager-role,operator config/rbac/role.yaml helm:charts/operator
kubeuser compare --losses --roles manager-role,shops-operator config/rbac/role.yaml olm:bundle/
