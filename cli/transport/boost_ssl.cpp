// Asio's TLS, compiled once; relay/http/boost.cpp has the rest of it.
#include <boost/asio/ssl/impl/src.hpp>
