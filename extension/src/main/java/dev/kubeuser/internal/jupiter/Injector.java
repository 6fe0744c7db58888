package dev.kubeuser.internal.jupiter;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.internal.plan.Becoming;
import dev.kubeuser.internal.plan.DeclaredSubject;
import dev.kubeuser.internal.plan.DeclaredSubjects;
import dev.kubeuser.internal.plan.Injectable;
import dev.kubeuser.internal.plan.InjectionPoint;
import dev.kubeuser.internal.plan.SubjectLookup;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Finds what an injection point wants among the subjects that are declared for its place. */
public final class Injector {

    private final ClusterScope scope;
    private final SubjectScope subjectScope;
    private final Becoming becoming;
    private final SubjectLookup subjects;
    private final RecordScope proof;

    public Injector(ExtensionContext context, DeclaredSubjects subjects) {
        this.scope = new ClusterScope(context);
        this.subjectScope = new SubjectScope(context, scope);
        this.becoming = new Becoming(context);
        this.subjects = new SubjectLookup(context, subjects);
        this.proof = new RecordScope(context);
    }

    public Object resolve(InjectionPoint point) {
        point.requireInjectable();
        if (point.type() == Cluster.class) {
            return scope.runningCluster();
        }
        if (point.admin()) {
            return form(point, scope.admin());
        }
        return point.anonymous() ? form(point, scope.anonymous()) : ofSubject(point, subjects.wantedBy(point));
    }

    private Object ofSubject(InjectionPoint point, DeclaredSubject wanted) {
        becoming.requirePossible(wanted, point);
        proof.hold(wanted.spec().userName());
        return point.type() == CertificateFlow.class && wanted.spec() instanceof UserSpec user
                ? subjectScope.flow(user)
                : form(point, subjectScope.subject(wanted).access());
    }

    private static Object form(InjectionPoint point, KubeAccess access) {
        Object form = Injectable.form(point.type(), access);
        if (form == null) {
            throw point.notInjectable();
        }
        return form;
    }
}
