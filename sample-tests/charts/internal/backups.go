package internal

// +kubebuilder:rbac:groups=samples.kubeuser.dev,resources=backups,verbs=get;list;watch;delete

// BackupReconciler prunes backups.
type BackupReconciler struct{}
