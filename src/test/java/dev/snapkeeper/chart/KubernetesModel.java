package dev.snapkeeper.chart;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * Reads objects as strictly as Kubernetes' API does. Of the two models used, one refuses unknown
 * fields, the other values of a wrong type.
 */
final class KubernetesModel {
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .withCoercionConfig(
              LogicalType.Textual,
              text -> {
                for (CoercionInputShape shape :
                    new CoercionInputShape[] {
                      CoercionInputShape.Integer,
                      CoercionInputShape.Float,
                      CoercionInputShape.Boolean
                    }) {
                  text.setCoercion(shape, CoercionAction.Fail);
                }
              })
          .build();

  private KubernetesModel() {}

  /** Reads an object of a kind that the chart makes. */
  static HasMetadata read(Map<String, Object> object) {
    String kind = object.get("apiVersion") + " " + object.get("kind");
    JsonElement json = new Gson().toJsonTree(object);
    try {
      return switch (kind) {
        case "batch/v1 CronJob" -> {
          V1CronJob.validateJsonElement(json);
          yield STRICT.convertValue(object, CronJob.class);
        }
        case "networking.k8s.io/v1 NetworkPolicy" -> {
          V1NetworkPolicy.validateJsonElement(json);
          yield STRICT.convertValue(object, NetworkPolicy.class);
        }
        case "v1 ServiceAccount" -> {
          V1ServiceAccount.validateJsonElement(json);
          yield STRICT.convertValue(object, ServiceAccount.class);
        }
        case "v1 ConfigMap" -> {
          V1ConfigMap.validateJsonElement(json);
          yield STRICT.convertValue(object, ConfigMap.class);
        }
        // of another API; promtool looks into it
        case "monitoring.coreos.com/v1 PrometheusRule" ->
            STRICT.convertValue(object, GenericKubernetesResource.class);
        default -> throw new IllegalArgumentException("not an object of this chart: " + kind);
      };
    } catch (IOException e) {
      throw new IllegalArgumentException(kind + ": " + e.getMessage(), e);
    }
  }
}
