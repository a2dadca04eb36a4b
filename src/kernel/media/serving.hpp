#pragma once

#include "kernel/http/endpoint.hpp"
#include "kernel/media/store.hpp"

namespace kontor::media {

// GET /media/{name}: a picture, for good: its address never means another. Single ranges, conditional GET, HEAD. From a
// store that clients can reach themselves they are sent there. Nothing of it runs in a browser. The store outlives it.
http::Endpoint media_endpoint(Store& store);

}  // namespace kontor::media
