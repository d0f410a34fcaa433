// Every documented number Lambent enforces, as a typed constant with its unit and source.  Pure.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace lambent::limits {

using std::chrono::milliseconds;
using std::chrono::seconds;

// --- Payloads (bytes) ---------------------------------------------------------------------------

/// Largest request body of a synchronous Invoke, inclusive.  Source: invoke-api.md §1.7.
inline constexpr std::size_t kMaxSyncRequest = 6'291'456;
/// Largest buffered response of a function, inclusive: 6 MiB + 100.  Source: invoke-api.md §1.7.
inline constexpr std::size_t kMaxSyncResponse = 6'291'556;
/// Largest X-Amz-Client-Context, in bytes of base64 text.  Source: invoke-api.md §1.1.
inline constexpr std::size_t kMaxClientContext = 3'583;
/// What X-Amz-Log-Result carries before base64: the end of the invoke's log.  Source: §1.2.
inline constexpr std::size_t kLogTail = 4'096;
/// Largest body of a small JSON call of the Runtime API (init/error).  Ours; AWS documents none.
inline constexpr std::size_t kMaxControlBody = 1'048'576;

// --- HTTP (bytes, counts) -----------------------------------------------------------------------

/// Largest request head a Runtime API listener takes: Python's X-Ray cause header may approach
/// 1 MiB.  Source: runtime-api.md §1.1.
inline constexpr std::size_t kMaxRuntimeHead = 1'048'576 + 16'384;
/// Largest request head the service listener takes.  Source: invoke-api.md §1.7 (at least 16 KiB).
inline constexpr std::size_t kMaxServiceHead = 32'768;
/// Connections one listener serves at once; further ones wait in the kernel's queue.  Ours.
inline constexpr std::size_t kMaxConnections = 8'192;
/// A client that has begun a request head must finish it within this.  Ours.
inline constexpr seconds kRequestHeadTimeout{30};
/// A client must send some part of its body within this, again and again.  Ours.
inline constexpr seconds kRequestBodyIdleTimeout{60};
/// An idle keep-alive connection is closed after this.  Ours.
inline constexpr seconds kKeepAliveTimeout{300};

// --- Time ---------------------------------------------------------------------------------------

/// Function timeout.  Source: runtime-api.md §0.3.
inline constexpr seconds kMinTimeout{1};
inline constexpr seconds kMaxTimeout{900};
inline constexpr seconds kDefaultTimeout{3};
/// The Init phase of an on-demand environment.  Source: runtime-api.md §0.3, §4.2.
inline constexpr seconds kInitLimit{10};
/// Telemetry is flushed within this at most before the extensions get SHUTDOWN.
/// Source: runtime-api.md §3.2, §4.8.
inline constexpr seconds kTelemetryFlush{1};
/// How long a killed process may take to be reaped.  Source: runtime-api.md §0.3.
inline constexpr seconds kReapLimit{9};
/// An environment that served nothing for this long is retired.  Ours; AWS documents no number.
inline constexpr seconds kIdleRetirement{600};
/// How long an invoke waits for an environment that has answered but not yet asked for its next
/// event, before a new environment is started instead.  Ours.
inline constexpr milliseconds kReuseGrace{100};
/// How long an environment is idle before it is frozen: an invoke that follows at once finds it
/// running.  Ours; AWS documents none.
inline constexpr milliseconds kFreezeDelay{1};
/// How often the memory of a busy environment is looked at.  Ours.
inline constexpr milliseconds kMemoryPoll{50};

// --- HTTP in front of functions
// -------------------------------------------------------------------

/// How long an API waits for a function, unless its route says otherwise.
/// Source: local-api.md §2.6.
inline constexpr milliseconds kRestTimeout{29'000};
inline constexpr milliseconds kHttpTimeout{30'000};
/// How long an HTTP API waits for its authorizer; a REST API waits as for a function.
inline constexpr milliseconds kHttpAuthorizerTimeout{10'000};
/// Largest request body of an API, inclusive (bytes).  Source: local-api.md §2.7.
inline constexpr std::size_t kMaxGatewayBody = 10'485'760;
/// All headers of a request to an API together (bytes).  Source: local-api.md §2.7.
inline constexpr std::size_t kMaxGatewayHeaders = 10'240;

// --- Function settings --------------------------------------------------------------------------

/// MemorySize (MB).  Source: invoke-api.md §7.2.
inline constexpr int kMinMemory = 128;
inline constexpr int kMaxMemory = 10'240;
inline constexpr int kDefaultMemory = 128;
/// EphemeralStorage.Size (MB).  Source: invoke-api.md §7.2.
inline constexpr int kMinEphemeralStorage = 512;
inline constexpr int kMaxEphemeralStorage = 10'240;
inline constexpr int kDefaultEphemeralStorage = 512;
/// Extensions of one environment, external and internal together.  Source: runtime-api.md §0.3.
inline constexpr std::size_t kMaxExtensions = 10;
/// Layers of one function.  Source: runtime-api.md §4.12.
inline constexpr std::size_t kMaxLayers = 5;
/// Function and layers unzipped together (bytes).  Source: invoke-api.md §7.2.
inline constexpr std::uint64_t kMaxUnzipped = 262'144'000;
/// What packages that nobody uses may take in the cache, unzipped (bytes).  Ours.
inline constexpr std::uint64_t kMaxPackageCache = 2'147'483'648;
/// All environment variables of a function as compact JSON (bytes).  Source: invoke-api.md §7.2.
inline constexpr std::size_t kMaxEnvironment = 4'096;
inline constexpr std::size_t kMaxHandler = 128;
inline constexpr std::size_t kMaxDescription = 256;
/// Bare function name (characters).  Source: invoke-api.md §0.5.
inline constexpr std::size_t kMaxFunctionName = 64;
/// Qualifier query member (characters).  Source: invoke-api.md §0.5.
inline constexpr std::size_t kMaxQualifier = 128;
/// FunctionName path member, 2026 model (characters).  Source: invoke-api.md §0.5.
inline constexpr std::size_t kMaxNamespacedName = 256;
inline constexpr std::size_t kMaxTenantId = 256;

// --- Configuration files -------------------------------------------------------------------------

/// Largest template or settings file (bytes).  Ours; CloudFormation takes 1 MB.
inline constexpr std::size_t kMaxConfigFile = 4'194'304;
/// Deepest nesting of lists and maps in one.  Ours.
inline constexpr std::size_t kMaxConfigDepth = 100;
/// Values in one, after aliases are copied out.  Ours.
inline constexpr std::size_t kMaxConfigValues = 200'000;
/// Longest text an expression such as Fn::Join may make (bytes).  Ours.
inline constexpr std::size_t kMaxExpressionText = 65'536;

// --- Concurrency --------------------------------------------------------------------------------

/// Concurrent invokes of an account.  Source: invoke-api.md §6.1.
inline constexpr int kAccountConcurrency = 1'000;

// --- Telemetry ----------------------------------------------------------------------------------

/// What waits for one subscriber beside the batch in flight (bytes of JSON): twice the largest
/// maxBytes.  The oldest goes first.  Ours; AWS documents none.
inline constexpr std::size_t kTelemetryBacklog = 2'097'152;
/// A subscriber must have taken a batch within this.  Ours.
inline constexpr seconds kDeliveryLimit{5};
/// A batch is given up after so many deliveries that failed.  Ours.
inline constexpr int kDeliveryAttempts = 5;
/// Between the first two of them; twice as long each time after.  Ours.
inline constexpr milliseconds kFirstRetryDelay{100};

// --- Memory of the daemon -----------------------------------------------------------------------

/// One log line is cut into pieces of this size (bytes): CloudWatch's event limit, 256 KiB.  Ours.
inline constexpr std::size_t kMaxLogLine = 262'144;
/// Journal entries kept; the oldest go first.  Ours.
inline constexpr std::size_t kJournalEntries = 20'000;
/// Text the journal keeps (bytes); the oldest entries go first.  Ours.
inline constexpr std::size_t kJournalBytes = 16'777'216;

}  // namespace lambent::limits
