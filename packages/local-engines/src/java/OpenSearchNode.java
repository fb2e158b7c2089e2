import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.logging.LogConfigurator;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.index.reindex.ReindexPlugin;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.transport.Netty4Plugin;

/**
 * A single OpenSearch node inside a process of ours: its own launcher refuses to run as root. It has the
 * modules of the distribution that a search needs, and the plugins of its home.
 * Arguments: home, data folder, port.
 */
public class OpenSearchNode extends Node {
  OpenSearchNode(Environment environment) {
    super(
        environment,
        List.of(Netty4Plugin.class, CommonAnalysisPlugin.class, ReindexPlugin.class),
        false);
  }

  public static void main(String[] arguments) throws Exception {
    Path data = Path.of(arguments[1]);
    Settings settings = Settings.builder()
        .put("path.home", arguments[0])
        .put("path.data", data.resolve("data").toString())
        .put("path.logs", data.resolve("logs").toString())
        .put("http.port", arguments[2])
        .put("transport.port", "0")
        .put("cluster.name", "ticketing")
        .put("node.name", "local")
        .put("discovery.type", "single-node")
        .put("network.host", "127.0.0.1")
        .put("transport.type", "netty4")
        .put("http.type", "netty4")
        .put("node.store.allow_mmap", "false")
        .put("cluster.routing.allocation.disk.threshold_enabled", "false")
        .build();
    LogConfigurator.registerErrorListener();
    Node node = new OpenSearchNode(InternalSettingsPreparer.prepareEnvironment(
        settings, Map.of(), data.resolve("config"), () -> "local"));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node)));
    node.start();
    // Threads of the server are daemons: the process would end.
    Thread.currentThread().join();
  }

  private static void close(Node node) {
    try {
      node.close();
    } catch (java.io.IOException error) {
      System.err.println("OpenSearch did not close in order: " + error);
    }
  }
}
