package dev.kubeuser;

import java.util.Collection;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Says which of the declared users an injection point means. */
final class UserLookup {

    private final ExtensionContext context;
    private final DeclaredUsers users;

    UserLookup(ExtensionContext context, DeclaredUsers users) {
        this.context = context;
        this.users = users;
    }

    Declaration wantedBy(InjectionPoint point) {
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
