package dev.kubeuser.dryrun.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.manifest.ManifestObject;

/**
 * A write of a whole object that was tried by a dry run.
 *
 * @param user who tried it
 * @param operation for example {@code create}
 * @param object as it was written
 * @param namespace where; empty for a cluster-scoped object
 * @param answer what the API server answered
 */
public record TriedWrite(
        KubeAccess user, String operation, ManifestObject object, String namespace, KubeResponse answer) {}
