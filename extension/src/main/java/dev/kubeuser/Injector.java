package dev.kubeuser;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.CertificateFlow;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Finds what an injection point wants among the users that are declared for its place. */
final class Injector {

    private final Scope scope;
    private final DeclaredUsers users;
    private final ExtensionContext context;

    Injector(ExtensionContext context, DeclaredUsers users) {
        this.context = context;
        this.scope = new Scope(context);
        this.users = users;
    }

    Object resolve(InjectionPoint point) {
        point.requireInjectable();
        if (point.type() == Cluster.class) {
            return scope.runningCluster();
        }
        if (point.type() == CertificateFlow.class) {
            return scope.flow(declaration(point));
        }
        var access =
                point.admin() ? scope.admin() : scope.user(declaration(point)).access();
        return form(point, Injectable.form(point.type(), access));
    }

    private static Object form(InjectionPoint point, @Nullable Object form) {
        if (form == null) {
            throw point.notInjectable();
        }
        return form;
    }

    private Declaration declaration(InjectionPoint point) {
        String name = point.user();
        if (name != null) {
            return users.named(name).orElseThrow(() -> new IllegalStateException("undeclared: " + point));
        }
        Collection<Declaration> all = users.all();
        if (all.size() == 1) {
            return all.iterator().next();
        }
        throw all.isEmpty() ? noUser(point) : severalUsers(point);
    }

    private ExtensionConfigurationException severalUsers(InjectionPoint point) {
        return new ExtensionConfigurationException("Several users are declared, and " + point.place()
                + " does not say which it wants: annotate it with @KubeUser(\"...\") and one of " + users.describe());
    }

    private ExtensionConfigurationException noUser(InjectionPoint point) {
        return new ExtensionConfigurationException(
                "No user is declared for " + point.place() + ": put @KubeUser(\"...\") on the class" + elsewhere());
    }

    /** Users of single test methods are out of scope in constructors and in what runs once for all. */
    private String elsewhere() {
        Optional<DeclaredUsers> onMethods = context.getTestMethod().isPresent()
                ? Optional.empty()
                : Optional.of(DeclaredUsers.onMethodsOf(context.getRequiredTestClass()));
        return onMethods
                .filter(found -> !found.isEmpty())
                .map(found -> "; declared on methods, and in scope only there, are " + found.describe())
                .orElse(", the method or the parameter");
    }
}
