import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.opensearch.common.logging.LogConfigurator;
import org.opensearch.common.settings.Settings;
import org.opensearch.http.HttpServerTransport;
import org.opensearch.ingest.common.IngestCommonPlugin;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessPlugin;
import org.opensearch.transport.Netty4Plugin;

/** One node of OpenSearch in the folder that is named, on a port of the loopback interface, which it prints. */
public class SearchServer {
  static class ServerNode extends Node {
    ServerNode(Settings settings) {
      super(
          InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "search"),
          List.of(Netty4Plugin.class, IngestCommonPlugin.class, PainlessPlugin.class),
          false);
    }

    int port() {
      return injector().getInstance(HttpServerTransport.class).boundAddress().publishAddress().getPort();
    }
  }

  public static void main(String[] arguments) throws Exception {
    LogConfigurator.configureWithoutConfig(Settings.EMPTY);
    var settings =
        Settings.builder()
            .put("path.home", arguments[0])
            .put("discovery.type", "single-node")
            .put("http.port", 0)
            .put("http.host", "127.0.0.1")
            .put("transport.port", 0)
            .put("transport.host", "127.0.0.1")
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            // Clients of Elasticsearch read the version.
            .put("compatibility.override_main_response_version", true)
            .build();
    var node = new ServerNode(settings);
    node.start();
    System.out.println("port " + node.port());
    new CountDownLatch(1).await();
  }
}
