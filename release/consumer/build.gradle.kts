// The project of pom.xml for Gradle, which reads no profiles in POMs: it names the control plane of this machine's platform.
plugins { java }

val kubeuserVersion: String by project
val kubernetesMinor: String by project
val staging: String by project

repositories {
    exclusiveContent {
        forRepository { maven { url = uri(staging) } }
        filter { includeGroup("dev.kubeuser") }
    }
    mavenCentral()
}

val system = System.getProperty("os.name").lowercase()
val machine = when {
    system.startsWith("mac") -> "darwin"
    system.startsWith("windows") -> "windows"
    else -> "linux"
} + if (System.getProperty("os.arch") == "aarch64") "-arm64" else "-amd64"

dependencies {
    testImplementation(platform("dev.kubeuser:kubeuser-bom:$kubeuserVersion"))
    testImplementation(platform("org.junit:junit-bom:5.14.4"))
    testImplementation("dev.kubeuser:kubeuser-junit-jupiter")
    testImplementation("org.junit.jupiter:junit-jupiter")
    testRuntimeOnly("org.junit.platform:junit-platform-launcher")
    testRuntimeOnly("dev.kubeuser:kubeuser-control-plane-$kubernetesMinor:$kubeuserVersion:$machine")
}

tasks.test { useJUnitPlatform() }
