import Hub
import Logging
import ServiceLifecycle

/// Looks once a minute, as long as the server runs, whether complaints or messages that come back are too many.
struct GuardWatch: Service {
  let authority: Authority
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      var warned: Set<String> = []
      while !Task.isCancelled {
        await look(&warned)
        try? await Task.sleep(for: .seconds(60))
      }
    }
  }

  /// - Parameter warned: what was warned of at the last look; the same is not told again.
  private func look(_ warned: inout Set<String>) async {
    do throws(HubError) {
      let findings = try await authority.lookAtGuards()
      for finding in findings where finding.isPaused {
        logger.error(
          "a guard stopped it; lift it by hand, see /v1/stops", metadata: ["target": "\(finding.subject.target)"])
      }
      let warnings = findings.filter { !$0.isPaused }.map { "\($0.subject.target) \($0.subject.name)" }
      if !warned.isSuperset(of: warnings) {
        logger.warning("complaints or bounces are near their bounds", metadata: ["count": "\(warnings.count)"])
      }
      warned = Set(warnings)
    } catch {
      guard error.code != "charter.missing" else { return }
      logger.warning("guards could not look; they do in a minute", metadata: ["code": "\(error.code)"])
    }
  }
}
