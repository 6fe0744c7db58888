package dev.kubeuser;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.CertificateFlow;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Finds what an injection point wants among the users that are declared for its place. */
final class Injector {

    private final Scope scope;
    private final Becoming becoming;
    private final UserLookup users;

    Injector(ExtensionContext context, DeclaredUsers users) {
        this.scope = new Scope(context);
        this.becoming = new Becoming(context);
        this.users = new UserLookup(context, users);
    }

    Object resolve(InjectionPoint point) {
        point.requireInjectable();
        if (point.type() == Cluster.class) {
            return scope.runningCluster();
        }
        return point.admin() ? ofAdmin(point) : ofUser(point, users.wantedBy(point));
    }

    private Object ofAdmin(InjectionPoint point) {
        return form(point, scope.admin());
    }

    private Object ofUser(InjectionPoint point, Declaration wanted) {
        becoming.requirePossible(wanted, point);
        return point.type() == CertificateFlow.class
                ? scope.flow(wanted)
                : form(point, scope.user(wanted).access());
    }

    private static Object form(InjectionPoint point, KubeAccess access) {
        Object form = Injectable.form(point.type(), access);
        if (form == null) {
            throw point.notInjectable();
        }
        return form;
    }
}
