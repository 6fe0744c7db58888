// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.junit.internal.Versions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.BeforeClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs a class once for each of its {@link KubeVersions}. Loaded on JUnit 5.13 or newer only. */
final class KubeVersionsExtension implements ClassTemplateInvocationContextProvider {

    @Override
    public boolean supportsClassTemplate(ExtensionContext context) {
        return KubeUserExtension.isAroundRuns(context);
    }

    @Override
    public Stream<ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(ExtensionContext context) {
        return KubeUserExtension.versions(context).stream().map(Run::new);
    }

    /** One run of the class. */
    private static final class Run
            implements ClassTemplateInvocationContext,
                    BeforeClassTemplateInvocationCallback,
                    AfterClassTemplateInvocationCallback {

        private final KubernetesVersion version;

        Run(KubernetesVersion version) {
            this.version = version;
        }

        @Override
        public String getDisplayName(int invocationIndex) {
            return "Kubernetes " + version;
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public void prepareInvocation(ExtensionContext ofRun) {
            Versions.begin(ofRun, version);
        }

        @Override
        public void beforeClassTemplateInvocation(ExtensionContext ofRun) {
            KubeUserExtension.scope(ofRun).beginRun();
            ofRun.getTestInstance()
                    .ifPresent(instance -> KubeUserExtension.scope(ofRun).inject(instance, ofRun));
        }

        @Override
        public void afterClassTemplateInvocation(ExtensionContext ofRun) {
            KubeUserExtension.scope(ofRun).end();
        }
    }
}
