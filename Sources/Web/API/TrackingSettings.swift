import Hub
import Records

/// The documents that browser and phone clients of the tracking protocol read before they send anything: where to send
/// it, and that nothing else is to be loaded.
public struct TrackingSettings: Resource {
  private let access: AccessCheck
  private let publicHost: String?

  /// Makes the resource.
  /// - Parameters:
  ///   - access: who may call.
  ///   - publicHost: the host, with its port where it needs one, that clients reach the hub under; nothing: the host that
  ///     they asked. They send to it over https.
  public init(access: AccessCheck, publicHost: String? = nil) {
    self.access = access
    self.publicHost = publicHost
  }

  /// Segment's settings, and RudderStack's source configuration. Whoever has the key may read them; it stands in the
  /// call, so it is checked here and not before.
  public var routes: [Route] {
    [
      Route(.get, "/v1/projects/{writeKey}/settings", scope: nil, bodyBytesMax: 0, isForTrackers: true) {
        try settings($0)
      },
      Route(.get, "/sourceConfig/", scope: nil, bodyBytesMax: 0, isForTrackers: true) { try sourceConfiguration($0) },
      Route(.get, "/sourceConfig", scope: nil, bodyBytesMax: 0, isForTrackers: true) { try sourceConfiguration($0) },
    ]
  }

  // MARK: Segment

  /// What `analytics.js` and the Swift client of Segment read. The browser takes `integrations["Segment.io"].apiHost`
  /// (no scheme) as the place to send to; without that container it would throw.
  private func settings(_ call: Call) throws(APIError) -> Reply {
    let key = call.parameters["writeKey"] ?? ""
    _ = try access.access(secret: key, scope: .ingest)
    var writer = JSONWriter()
    writer.object {
      $0.key("integrations")
      $0.object {
        $0.key("Segment.io")
        $0.object {
          $0.member("apiKey", key)
          if let host = host(of: call) { $0.member("apiHost", host + "/v1") }
          $0.member("type", "browser")
          $0.key("unbundledIntegrations")
          $0.array { _ in }
          $0.key("addBundledMetadata")
          $0.bool(true)
          $0.key("versionSettings")
          $0.object {
            $0.key("componentTypes")
            $0.array { $0.string("browser") }
          }
        }
      }
      $0.key("plan")
      $0.object {
        for name in ["track", "identify", "group"] {
          $0.key(string: name)
          $0.object {
            $0.key("__default")
            $0.object {
              $0.key("enabled")
              $0.bool(true)
              $0.key("integrations")
              $0.object { _ in }
            }
          }
        }
      }
      // Nothing else is loaded, and the client tells nobody how it fares.
      for name in ["edgeFunction", "middlewareSettings", "enabledMiddleware"] {
        $0.key(string: name)
        $0.object { _ in }
      }
      $0.key("remotePlugins")
      $0.array { _ in }
      $0.key("metrics")
      $0.object {
        $0.key("sampleRate")
        $0.int(0)
      }
      $0.key("legacyVideoPluginsEnabled")
      $0.bool(false)
      $0.key("analyticsNextEnabled")
      $0.bool(true)
    }
    return Reply(body: writer.bytes)
  }

  // MARK: RudderStack

  /// What RudderStack's browser client reads: a source without destinations, which sends to the address that the page
  /// gives it.
  private func sourceConfiguration(_ call: Call) throws(APIError) -> Reply {
    let caller = try WriteKey.access(of: call, inBody: nil, by: access)
    let key = call.query("writeKey") ?? ""
    var writer = JSONWriter()
    writer.object {
      $0.key("source")
      $0.object {
        $0.member("id", "mesure-\(caller.key)")
        $0.member("name", caller.name)
        $0.member("writeKey", key)
        $0.key("enabled")
        $0.bool(true)
        $0.key("config")
        $0.object {
          $0.key("statsCollection")
          $0.object {
            for name in ["errors", "metrics"] {
              $0.key(string: name)
              $0.object {
                $0.key("enabled")
                $0.bool(false)
              }
            }
          }
        }
        $0.member("workspaceId", "mesure")
        $0.key("dataplanes")
        $0.object { _ in }
        $0.key("destinations")
        $0.array { _ in }
        $0.member("updatedAt", Self.unchangedSince)
      }
      $0.member("updatedAt", Self.unchangedSince)
    }
    return Reply(body: writer.bytes)
  }

  /// The document has always been the same.
  private static let unchangedSince = "2026-01-01T00:00:00.000Z"

  /// The host to send to: a name or an address with a port, and nothing else that a caller may have written there.
  private func host(of call: Call) -> String? {
    if let publicHost { return publicHost }
    guard let host = call.host, !host.isEmpty, host.utf8.count <= 255,
      host.unicodeScalars.allSatisfy({
        $0.isASCII && ($0.properties.isAlphabetic || "0123456789.-:[]".contains(Character($0)))
      })
    else { return nil }
    return host
  }
}

extension JSONWriter {
  /// Writes an array whose elements `body` writes.
  fileprivate mutating func array(_ body: (inout JSONWriter) -> Void) {
    beginArray()
    body(&self)
    endArray()
  }
}
