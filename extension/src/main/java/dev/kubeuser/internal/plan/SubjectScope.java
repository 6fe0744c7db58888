package dev.kubeuser.internal.plan;

import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.KeySupply;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.ServiceAccounts;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.credential.UserSpec;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Where subjects live in JUnit's stores: with the class or method that declares them. */
public final class SubjectScope {

    private static final Duration CSR_TIMEOUT = Duration.ofSeconds(15);

    /** A signer takes milliseconds, and on some clusters of others there is none. */
    private static final Duration CSR_TIMEOUT_OF_EXISTING = Duration.ofSeconds(5);

    private final ExtensionContext context;
    private final Scope scope;

    public SubjectScope(ExtensionContext context, Scope scope) {
        this.context = context;
        this.scope = scope;
    }

    /** The subject of a declaration; if a user, with a key in the making. */
    public DeclaredAccess subject(Declaration declaration) {
        ClusterResource cluster = scope.cluster();
        SubjectSpec spec = settled(declaration.spec());
        return Scope.store(contextOf(declaration))
                .getOrComputeIfAbsent(
                        new SubjectKey(scope.clusterKey(), spec), key -> create(cluster, spec), DeclaredAccess.class);
    }

    private SubjectSpec settled(SubjectSpec spec) {
        return spec instanceof UserSpec user ? new Becoming(context).of(user) : spec;
    }

    private DeclaredAccess create(ClusterResource cluster, SubjectSpec spec) {
        boolean keep = scope.spec().launch().keep();
        if (spec instanceof ServiceAccountSpec account) {
            return new TokenHolder(cluster, account, serviceAccounts(cluster), keep);
        }
        return new IssuedUser(
                cluster, (UserSpec) spec, patience(), keep, keys(), new ProofScope(context).certificates());
    }

    /** One for each cluster: what it creates is there for all classes, and removed after the last. */
    private Supplier<ServiceAccounts> serviceAccounts(ClusterResource cluster) {
        return () -> scope.clusterStore()
                .getOrComputeIfAbsent(
                        new ServiceAccountsKey(scope.clusterKey()),
                        key -> new ServiceAccountsResource(new ServiceAccounts(cluster.await()), cluster),
                        ServiceAccountsResource.class)
                .accounts();
    }

    /** One for the run, so that a class's users have their keys while those of the class before are tested. */
    private KeySupply keys() {
        return Scope.store(context.getRoot())
                .getOrComputeIfAbsent(KeySupply.class, key -> new KeySupply(), KeySupply.class);
    }

    private ExtensionContext contextOf(Declaration declaration) {
        Class<?> owner = declaration.owner();
        return owner == null ? TestClasses.contextOfMethod(context) : TestClasses.contextOf(owner, context);
    }

    private Duration patience() {
        return new Settings(context)
                .read(Setting.CSR_TIMEOUT, Settings::parseDuration)
                .orElse(scope.spec().kind() == ClusterKind.EXISTING ? CSR_TIMEOUT_OF_EXISTING : CSR_TIMEOUT);
    }

    /** A new flow for a user; its request is deleted when this place is left. */
    CertificateFlow flow(UserSpec user) {
        ClusterResource cluster = scope.cluster();
        CertificateFlow flow = new CertificateFlow(cluster.awaitForCertificates(), user, patience());
        Scope.store(context).put(flow, new FlowResource(flow, cluster));
        return flow;
    }

    private record SubjectKey(Scope.ClusterKey cluster, SubjectSpec spec) {}

    private record ServiceAccountsKey(Scope.ClusterKey cluster) {}

    private record ServiceAccountsResource(ServiceAccounts accounts, ClusterResource cluster) implements AutoCloseable {
        @Override
        public void close() {
            cluster.tidy(accounts::close);
        }
    }

    private record FlowResource(CertificateFlow flow, ClusterResource cluster) implements AutoCloseable {
        @Override
        public void close() {
            cluster.tidy(flow::close);
        }
    }
}
