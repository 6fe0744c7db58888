package dev.kubeuser;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.CertificateFlow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Finds what an injection point wants among the users that are declared for its place. */
final class Injector {

    private final Scope scope;
    private final UserLookup users;

    Injector(ExtensionContext context, DeclaredUsers users) {
        this.scope = new Scope(context);
        this.users = new UserLookup(context, users);
    }

    Object resolve(InjectionPoint point) {
        point.requireInjectable();
        if (point.type() == Cluster.class) {
            return scope.runningCluster();
        }
        if (point.type() == CertificateFlow.class) {
            return scope.flow(users.wantedBy(point));
        }
        var access = point.admin()
                ? scope.admin()
                : scope.user(users.wantedBy(point)).access();
        return form(point, Injectable.form(point.type(), access));
    }

    private static Object form(InjectionPoint point, @Nullable Object form) {
        if (form == null) {
            throw point.notInjectable();
        }
        return form;
    }
}
