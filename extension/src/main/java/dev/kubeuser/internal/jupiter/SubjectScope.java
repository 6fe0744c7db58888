package dev.kubeuser.internal.jupiter;

import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.credential.internal.KeySupply;
import dev.kubeuser.credential.internal.ServiceAccounts;
import dev.kubeuser.internal.plan.Becoming;
import dev.kubeuser.internal.plan.DeclaredSubject;
import dev.kubeuser.internal.plan.TestClasses;
import dev.kubeuser.internal.settings.Setting;
import dev.kubeuser.internal.settings.Settings;
import dev.kubeuser.session.internal.SharedCluster;
import dev.kubeuser.session.internal.SubjectAccess;
import dev.kubeuser.session.internal.TokenAccess;
import dev.kubeuser.session.internal.UserAccess;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Where subjects live in JUnit's stores: with the class or method that declares them. */
public final class SubjectScope {

    private static final Duration CSR_TIMEOUT = Duration.ofSeconds(15);

    /** A signer takes milliseconds, and on some clusters of others there is none. */
    private static final Duration CSR_TIMEOUT_OF_EXISTING = Duration.ofSeconds(5);

    private final ExtensionContext context;
    private final ClusterScope scope;

    public SubjectScope(ExtensionContext context, ClusterScope scope) {
        this.context = context;
        this.scope = scope;
    }

    /** The subject of a declaration; if a user, with a key in the making. */
    public SubjectAccess subject(DeclaredSubject declaration) {
        SharedCluster cluster = scope.cluster();
        SubjectSpec spec = settled(declaration.spec());
        return ExtensionStore.of(contextOf(declaration))
                .getOrComputeIfAbsent(
                        new SubjectKey(scope.clusterKey(), spec), key -> create(cluster, spec), SubjectAccess.class);
    }

    private SubjectSpec settled(SubjectSpec spec) {
        return spec instanceof UserSpec user ? new Becoming(context).of(user) : spec;
    }

    private SubjectAccess create(SharedCluster cluster, SubjectSpec spec) {
        boolean keep = scope.spec().launch().keep();
        if (spec instanceof ServiceAccountSpec account) {
            return new TokenAccess(cluster, account, serviceAccounts(cluster), keep);
        }
        return new UserAccess(
                cluster, (UserSpec) spec, patience(), keep, keys(), new RecordScope(context).certificates());
    }

    /** One for each cluster: what it creates is there for all classes, and removed after the last. */
    private Supplier<ServiceAccounts> serviceAccounts(SharedCluster cluster) {
        return () -> scope.clusterStore()
                .getOrComputeIfAbsent(
                        new ServiceAccountsKey(scope.clusterKey()),
                        key -> new ServiceAccountsResource(new ServiceAccounts(cluster.await()), cluster),
                        ServiceAccountsResource.class)
                .accounts();
    }

    /** One for the run, so that a class's users have their keys while those of the class before are tested. */
    private KeySupply keys() {
        return ExtensionStore.of(context.getRoot())
                .getOrComputeIfAbsent(KeySupply.class, key -> new KeySupply(), KeySupply.class);
    }

    private ExtensionContext contextOf(DeclaredSubject declaration) {
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
        SharedCluster cluster = scope.cluster();
        CertificateFlow flow = new CertificateFlow(cluster.awaitForCertificates(), user, patience());
        ExtensionStore.of(context).put(flow, new FlowResource(flow, cluster));
        return flow;
    }

    private record SubjectKey(ClusterScope.ClusterKey cluster, SubjectSpec spec) {}

    private record ServiceAccountsKey(ClusterScope.ClusterKey cluster) {}

    private record ServiceAccountsResource(ServiceAccounts accounts, SharedCluster cluster) implements AutoCloseable {
        @Override
        public void close() {
            cluster.tidy(accounts::close);
        }
    }

    private record FlowResource(CertificateFlow flow, SharedCluster cluster) implements AutoCloseable {
        @Override
        public void close() {
            cluster.tidy(flow::close);
        }
    }
}
